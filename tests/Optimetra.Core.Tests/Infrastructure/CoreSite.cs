using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>Core as the site runs it, on a data directory of its own and under a clock that tests move.</summary>
public sealed class CoreSite : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>Long enough for a form to have been filled in by a person.</summary>
    public static readonly TimeSpan FillingIn = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, InternalReader> _readers = [];
    private ServiceProvider? _services;

    public CoreSite()
    {
        Root = Directory.CreateTempSubdirectory("optimetra-core-").FullName;
        Directory.CreateDirectory(PolicyFolder);
        File.WriteAllText(Path.Combine(PolicyFolder, "2026-11-22.md"), "# Privacy policy");
    }

    public MovableClock Clock { get; } = new();

    public LogLines Log { get; } = new();

    /// <summary>What a test sets besides: it holds from the next start on.</summary>
    public Action<IServiceCollection> Settings { get; set; } = _ => { };

    public string DataDirectory => Path.Combine(Root, "data");

    public string KeyFolder => Path.Combine(DataDirectory, "keys");

    public string DatabaseFile => Path.Combine(DataDirectory, "optimetra.db");

    public string PolicyFolder => Path.Combine(Root, "policy");

    public StaffDesk Desk => Get<StaffDesk>();

    public SubmissionService Submissions => Get<SubmissionService>();

    public FormTokens Tokens => Get<FormTokens>();

    public Erasure Erasure => Get<Erasure>();

    public AccessLedger Ledger => Get<AccessLedger>();

    public CustomerFile Files => Get<CustomerFile>();

    internal WriteQueue Writes => Get<WriteQueue>();

    internal SemaphoreSlim WriteGate => Get<ContextSource>().WriteGate;

    private string Root { get; }

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    /// <summary>Starts the site, or starts it again on what it kept.</summary>
    public async Task StartAsync()
    {
        await StopAsync();
        var services = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddOptimetraCore(DataDirectory, PolicyFolder);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Mails.Site);
        // Real hashes, quickly made: what a password's hash must cost has a test of its own.
        services.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 1_000);
        Settings(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        await Get<Database>().PrepareAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
            _services = null;
            await ForgetConnectionsAsync();
        }
    }

    /// <summary>Closes the connections that wait in the pool to be used again.</summary>
    public async Task ForgetConnectionsAsync()
    {
        await using var pooled = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabaseFile }.ToString());
        SqliteConnection.ClearPool(pooled);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Root, recursive: true);
    }

    Task IAsyncLifetime.InitializeAsync() => StartAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async Task<T> StaffAsync<T>(Func<StaffService, Task<T>> ask)
    {
        await using var scope = _services!.CreateAsyncScope();

        return await ask(scope.ServiceProvider.GetRequiredService<StaffService>());
    }

    /// <summary>The first member, who came by the first-run link.</summary>
    public Task<InternalReader> AdministratorAsync() => ReaderAsync("Grace Administrator", async () =>
    {
        var link = await StaffAsync(s => s.IssueFirstRunLinkAsync(CancellationToken.None));

        return await JoinAsync(link!, "Grace Administrator", "grace@optimetra.example");
    });

    public Task<InternalReader> EmployeeAsync() => MemberAsync("Emil Employee", StaffRole.Employee);

    public Task<InternalReader> SubcontractorAsync() => MemberAsync("Sue Subcontractor", StaffRole.Subcontractor);

    public Task<InternalReader> AssociateAsync() => MemberAsync("Alan Associate", StaffRole.Associate);

    /// <summary>A member who is no administrator, invited by one. Asked again, it is the same member.</summary>
    public Task<InternalReader> MemberAsync(string name, StaffRole role) => ReaderAsync(name, async () =>
    {
        var link = await InviteAsync(new Invitee(Given.AddressOf(name), name, role, IsAdministrator: false));

        return await JoinAsync(link);
    });

    public async Task<string> InviteAsync(Invitee invitee)
    {
        var administrator = await AdministratorAsync();

        return await StaffAsync(s => s.InviteAsync(administrator, invitee, CancellationToken.None));
    }

    public async Task<StaffMember> JoinAsync(string link, string name = "", string email = "") => Assert.IsType<Joining.Joined>(
        await StaffAsync(s => s.JoinAsync(link, name, email, Given.Password, CancellationToken.None))).Member;

    /// <summary>The reader as a request would get it now.</summary>
    public Task<InternalReader?> FindReaderAsync(StaffMember member) =>
        StaffAsync(s => s.FindReaderAsync(member.Id, member.SecurityStamp, CancellationToken.None));

    /// <summary>A person fills in the contact form and sends it.</summary>
    public async Task<Receipt> SendAsync(ContactMessage? message = null)
    {
        var token = Tokens.Issue(FormKind.Contact);
        Clock.Advance(FillingIn);

        return Accepted(await PostAsync(message ?? Given.Message(), token));
    }

    /// <summary>A person fills in the information form and sends it.</summary>
    public async Task<Receipt> SendAsync(InformationRequest request)
    {
        var token = Tokens.Issue(FormKind.InformationRequest);
        Clock.Advance(FillingIn);

        return Accepted(await PostAsync(request, token));
    }

    public Task<Receiving> PostAsync(ContactMessage message, FormToken token) =>
        Submissions.ReceiveAsync(message, token, CancellationToken.None);

    public Task<Receiving> PostAsync(InformationRequest request, FormToken token) =>
        Submissions.ReceiveAsync(request, token, CancellationToken.None);

    public static Receipt Accepted(Receiving receiving) => Assert.IsType<Receiving.Accepted>(receiving).Receipt;

    public Task<OpenedCase?> OpenAsync(InternalReader reader, CaseReference reference) =>
        Desk.OpenAsync(reader, reference, CancellationToken.None);

    public Task<DeskOutcome> NoteAsync(InternalReader reader, CaseReference reference, string text, FormToken? token = null) =>
        Desk.NoteAsync(reader, reference, text, token ?? Tokens.Issue(FormKind.Note), CancellationToken.None);

    public Task<DeskOutcome> ReplyAsync(InternalReader reader, CaseReference reference, string text, FormToken? token = null) =>
        Desk.ReplyAsync(reader, reference, text, token ?? Tokens.Issue(FormKind.Reply), CancellationToken.None);

    public Task<DeskOutcome> HoldAsync(InternalReader reader, CaseReference reference, string reason, FormToken? token = null) =>
        Desk.HoldAsync(reader, reference, reason, token ?? Tokens.Issue(FormKind.Hold), CancellationToken.None);

    /// <summary>An employee shows the case to a member until the end of today, unless a day is named.</summary>
    public async Task ShareAsync(CaseReference reference, InternalReader with, DateOnly? lastDay = null) => Assert.Equal(
        DeskOutcome.Done,
        await Desk.ShareAsync(
            await EmployeeAsync(), reference, with.MemberId, lastDay ?? DateOnly.FromDateTime(Clock.Now), CancellationToken.None));

    public async Task CloseAsync(CaseReference reference) => Assert.Equal(
        DeskOutcome.Done, await Desk.CloseAsync(await EmployeeAsync(), reference, CancellationToken.None));

    public async Task ReleaseAsync(CaseReference reference) => Assert.Equal(
        DeskOutcome.Done, await Desk.ReleaseAsync(await AdministratorAsync(), reference, CancellationToken.None));

    public Task<CustomerFileView?> FileOfAsync(CaseReference reference, ReceiptCode code) =>
        Files.OpenAsync(reference, code, CancellationToken.None);

    /// <summary>The file, which must be there.</summary>
    public async Task<CustomerFileView> FileOfAsync(Receipt receipt) => Known(await FileOfAsync(receipt.Reference, receipt.Code));

    public Task<FileOutcome> MessageAsync(Receipt receipt, string text, FormToken? token = null) =>
        Files.AddMessageAsync(receipt.Reference, receipt.Code, text, token ?? Tokens.Issue(FormKind.Message), CancellationToken.None);

    public Task<FileOutcome> CorrectAsync(Receipt receipt, Correction correction, FormToken? token = null) =>
        Files.CorrectAsync(receipt.Reference, receipt.Code, correction, token ?? Tokens.Issue(FormKind.Correction), CancellationToken.None);

    public Task<FileOutcome> WithdrawAsync(Receipt receipt, FormToken? token = null) =>
        Files.WithdrawAsync(receipt.Reference, receipt.Code, token ?? Tokens.Issue(FormKind.Withdrawal), CancellationToken.None);

    public Task<FileOutcome> UndoAsync(Receipt receipt, FormToken? token = null) =>
        Files.UndoWithdrawalAsync(receipt.Reference, receipt.Code, token ?? Tokens.Issue(FormKind.UndoWithdrawal), CancellationToken.None);

    public Task<FileOutcome> EraseAsync(Receipt receipt, FormToken? token = null) =>
        Files.EraseAsync(receipt.Reference, receipt.Code, token ?? Tokens.Issue(FormKind.Erasure), CancellationToken.None);

    public Task<Receipt?> ReplaceCodeAsync(CaseReference reference, ReceiptCode oneTimeCode, FormToken? token = null) =>
        Files.ReplaceCodeAsync(reference, oneTimeCode, token ?? Tokens.Issue(FormKind.NewCode), CancellationToken.None);

    /// <summary>The hourly run, with all it does.</summary>
    public async Task<(int Erased, int Warned, int Removed)> RunRetentionAsync() => (
        await Erasure.EraseDueAsync(CancellationToken.None),
        await Erasure.WarnDueAsync(CancellationToken.None),
        await Erasure.RemoveTombstonesAsync(CancellationToken.None));

    private static T Known<T>(T? value)
        where T : class
    {
        Assert.NotNull(value);

        return value;
    }

    private async Task<InternalReader> ReaderAsync(string name, Func<Task<StaffMember>> join)
    {
        if (!_readers.TryGetValue(name, out var reader))
        {
            reader = Known(await FindReaderAsync(await join()));
            _readers[name] = reader;
        }

        return reader;
    }
}
