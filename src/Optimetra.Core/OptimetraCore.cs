using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Privacy;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core;

public static class OptimetraCore
{
    private const string DatabaseFile = "optimetra.db";
    private const string KeyFolder = "keys";
    private const string MailFolderName = "mail";
    private const string ErasedCasesFile = "erased-cases.txt";

    /// <summary>
    /// Registers everything that Core does. Its services have internal constructors, since they take what only Core may touch; so
    /// each is made here. Whoever calls this registers a <see cref="MailSite"/> too.
    /// </summary>
    /// <param name="dataDirectory">Where database and keys lie; made if it is not there.</param>
    /// <param name="policyFolder">Where the versions of the privacy policy lie.</param>
    public static IServiceCollection AddOptimetraCore(this IServiceCollection services, string dataDirectory, string policyFolder)
    {
        services.AddSingleton(TimeProvider.System);

        services.AddSingleton(p => KeyRing.Open(Path.Combine(dataDirectory, KeyFolder), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Seal>();
        services.AddSingleton<KeyedHashes>();
        services.AddSingleton(p => new ContextSource(Path.Combine(dataDirectory, DatabaseFile), p));
        services.AddSingleton<WriteQueue>();
        services.AddSingleton(p => new Database(
            p.GetRequiredService<ContextSource>(),
            p.GetRequiredService<KeyRing>(),
            p.GetRequiredService<ErasedCases>(),
            p.GetRequiredService<ILogger<Database>>()));
        services.AddSingleton(p => new Backups(p.GetRequiredService<ContextSource>(), p.GetRequiredService<KeyRing>()));
        services.AddSingleton(_ => PrivacyPolicies.Load(policyFolder));

        services.AddSingleton<ChannelPromises>();
        services.AddSingleton(p => new FormTokens(
            p.GetRequiredService<KeyRing>(), p.GetRequiredService<PrivacyPolicies>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new AccessLedger(
            p.GetRequiredService<KeyRing>(), p.GetRequiredService<ContextSource>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CaseContents>();
        services.AddSingleton<Outbox>();
        services.AddSingleton(_ => new MailFolder(Path.Combine(dataDirectory, MailFolderName)));
        services.AddSingleton<MailTexts>();
        services.AddSingleton<MailTransport>();
        services.AddSingleton<MailDispatcher>();
        services.AddHostedService(p => p.GetRequiredService<MailDispatcher>());
        services.AddSingleton(p => new OutboxDesk(
            p.GetRequiredService<ContextSource>(),
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<Outbox>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<OutboxDesk>>()));
        services.AddSingleton(p => new ErasedCases(Path.Combine(dataDirectory, ErasedCasesFile), p.GetRequiredService<MailFolder>()));
        services.AddSingleton(p => new SubmissionService(
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<Seal>(),
            p.GetRequiredService<KeyedHashes>(),
            p.GetRequiredService<FormTokens>(),
            p.GetRequiredService<AccessLedger>(),
            p.GetRequiredService<Outbox>(),
            p.GetRequiredService<PrivacyPolicies>(),
            p.GetRequiredService<ChannelPromises>(),
            p.GetRequiredService<IOptionsMonitor<RobotOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<SubmissionService>>()));
        services.AddSingleton(p => new CustomerFile(
            p.GetRequiredService<ContextSource>(),
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<CaseContents>(),
            p.GetRequiredService<KeyedHashes>(),
            p.GetRequiredService<FormTokens>(),
            p.GetRequiredService<AccessLedger>(),
            p.GetRequiredService<Erasure>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new LostCodes(
            p.GetRequiredService<ContextSource>(),
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<CaseContents>(),
            p.GetRequiredService<KeyedHashes>(),
            p.GetRequiredService<Outbox>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddHostedService<LostCodeJob>();
        services.AddSingleton(p => new StaffDesk(
            p.GetRequiredService<ContextSource>(),
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<CaseContents>(),
            p.GetRequiredService<KeyedHashes>(),
            p.GetRequiredService<AccessLedger>(),
            p.GetRequiredService<FormTokens>(),
            p.GetRequiredService<Erasure>(),
            p.GetRequiredService<Outbox>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new Erasure(
            p.GetRequiredService<ContextSource>(),
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<CaseContents>(),
            p.GetRequiredService<AccessLedger>(),
            p.GetRequiredService<ErasedCases>(),
            p.GetRequiredService<Outbox>(),
            p.GetRequiredService<MailFolder>(),
            p.GetRequiredService<IOptionsMonitor<ErasureOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<Erasure>>()));
        services.AddHostedService<ErasureJob>();

        services.AddStaffIdentity();
        services.AddScoped(p => p.GetRequiredService<ContextSource>().CreateGated());
        services.AddScoped(p => new StaffService(
            p.GetRequiredService<OptimetraDbContext>(),
            p.GetRequiredService<WriteQueue>(),
            p.GetRequiredService<UserManager<StaffMember>>(),
            p.GetRequiredService<KeyedHashes>(),
            p.GetRequiredService<AccessLedger>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<StaffService>>()));

        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");

        return services;
    }
}
