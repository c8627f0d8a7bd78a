using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Optimetra.Core.Persistence;

namespace Optimetra.Core.Staff;

internal static class StaffIdentity
{
    /// <summary>Hash work for a password, in rounds of PBKDF2 with HMAC-SHA512 (OWASP's figure for it is 210,000).</summary>
    private const int HashRounds = 220_000;

    public static IServiceCollection AddStaffIdentity(this IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = HashRounds);
        services.AddScoped<IPasswordHasher<StaffMember>, NormalizingPasswordHasher>();
        services
            .AddIdentityCore<StaffMember>(o =>
            {
                o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                o.User.RequireUniqueEmail = true;
                // The user name is the email address, which PlainText judges.
                o.User.AllowedUserNameCharacters = "";
                // StaffPasswords judges; Identity's rules on composition are off.
                o.Password.RequiredLength = 1;
                o.Password.RequireDigit = false;
                o.Password.RequireLowercase = false;
                o.Password.RequireUppercase = false;
                o.Password.RequireNonAlphanumeric = false;
                o.Password.RequiredUniqueChars = 0;
            })
            .AddPasswordValidator<StaffPasswords>()
            .AddEntityFrameworkStores<OptimetraDbContext>();

        return services;
    }
}
