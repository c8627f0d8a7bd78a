using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Staff;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Staff;

public class PasswordsTests(CoreSite site) : IClassFixture<CoreSite>
{
    private static readonly Invitee Ludmila = new(
        "ludmila.vondrackova@optimetra.example", "Ludmila Vondrackova", StaffRole.Employee, IsAdministrator: false);

    [Theory]
    [InlineData("tame otters jug")]
    [InlineData("tame otters juggle teacups")]
    [InlineData("nur kleine Buchstaben, ohne Ziffern")]
    [InlineData("\u6F6E\u98A8\u5C71\u7F8A\u83CA\u706F\u68A6\u9F8D\u96EA\u7AF9\u6CB3\u5CA9\u72D0\u6708\u661F")]
    public async Task A_long_password_is_taken_whatever_it_is_made_of(string password)
    {
        await AssertTakenAsync(password);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K7#vq!Zp2")]
    [InlineData("tame otters ju")]
    [InlineData("\U0001F9A6\U0001F3AA\U0001F375\U0001F42B\U0001F3BB\U0001F9C2\U0001F6F6\U0001F955\U0001F3A3\U0001F9F5\U0001F514\U0001F40C\U0001F9CA\U0001F33D")]
    public async Task A_password_of_fewer_than_15_characters_is_refused(string password)
    {
        await AssertRefusedAsync(password, "at least 15");
    }

    [Fact]
    public async Task A_password_of_more_than_256_characters_is_refused()
    {
        var longest = string.Concat(Enumerable.Range(0, 52).Select(i => $"{(char)('a' + (i * 7 % 26))}{i:00}x,"))[..256];

        await AssertTakenAsync(longest);
        await AssertRefusedAsync(longest + "z", "at most 256");
    }

    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("123456789012345")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("qwertyuiopasdfgh")]
    [InlineData("abcabcabcabcabcabc")]
    [InlineData("Ludmila Vondrackova")]
    [InlineData("ludmila.vondrackova@optimetra.example")]
    [InlineData("ludmila.vondrackova1")]
    [InlineData("optimetraoptimetra")]
    public async Task A_password_that_is_guessed_early_is_refused(string password)
    {
        await AssertRefusedAsync(password, "harder to guess");
    }

    [Theory]
    [InlineData("f\u00FCnf z\u00E4hme Otter jonglieren", "fu\u0308nf za\u0308hme Otter jonglieren")]
    [InlineData("\uFB01ve tame otters juggle", "five tame otters juggle")]
    [InlineData("\uFF54ame otters juggle teacups", "tame otters juggle teacups")]
    public async Task A_password_is_the_same_from_every_keyboard(string chosen, string typed)
    {
        var email = await AssertTakenAsync(chosen);

        Assert.NotNull(await site.StaffAsync(s => s.FindByPasswordAsync(email, typed)));
        Assert.NotNull(await site.StaffAsync(s => s.FindByPasswordAsync(email, chosen)));
    }

    [Fact]
    public void A_password_is_kept_as_a_slow_hash()
    {
        var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.None));
        services.AddOptimetraCore(site.DataDirectory, site.PolicyFolder);
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<StaffMember>>();

        var hash = Convert.FromBase64String(hasher.HashPassword(Member(), Given.Password));

        // Identity's format 3: marker, function (2 is HMAC-SHA512), rounds, length of the salt, all big-endian; then salt and hash.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)));
        Assert.True(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)) >= 220_000);
        Assert.True(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(9)) >= 16);
        Assert.True(hash.Length - 13 - 16 >= 32);
    }

    [Fact]
    public async Task An_unknown_address_costs_a_hash_like_a_wrong_password()
    {
        var counting = new CountingHasher();
        await using var counted = new CoreSite { Settings = s => s.AddScoped<IPasswordHasher<StaffMember>>(_ => counting) };
        await counted.StartAsync();
        await counted.AdministratorAsync();
        await counted.StaffAsync(s => s.FindByPasswordAsync("nobody@optimetra.example", Given.Password));

        counting.Verified = 0;
        await counted.StaffAsync(s => s.FindByPasswordAsync("nobody@optimetra.example", Given.Password));
        Assert.Equal(1, counting.Verified);
        await counted.StaffAsync(s => s.FindByPasswordAsync("grace@optimetra.example", "tame otters juggle saucers"));
        Assert.Equal(2, counting.Verified);
    }

    private static StaffMember Member() => new()
    {
        Name = Ludmila.Name,
        Role = Ludmila.Role,
        IsAdministrator = false,
        JoinedAt = MovableClock.Start,
    };

    private async Task<string> AssertTakenAsync(string password)
    {
        // A member of their own for each password; the digest only tells them apart.
        var email = $"m{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(password)))[..12]}@optimetra.example";
        var link = await site.InviteAsync(Ludmila with { Email = email });
        Assert.IsType<Joining.Joined>(await JoinAsync(link, password));

        return email;
    }

    private async Task AssertRefusedAsync(string password, string because)
    {
        var refused = Assert.IsType<Joining.Refused>(await JoinAsync(await site.InviteAsync(Ludmila), password));

        Assert.Contains(because, Assert.Single(refused.PasswordProblems), StringComparison.Ordinal);
    }

    private Task<Joining> JoinAsync(string link, string password) =>
        site.StaffAsync(s => s.JoinAsync(link, "", "", password, CancellationToken.None));

    /// <summary>The real hash, quickly made, which counts how often it is asked.</summary>
    private sealed class CountingHasher : PasswordHasher<StaffMember>
    {
        public int Verified { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(StaffMember user, string hashedPassword, string providedPassword)
        {
            Verified++;

            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
