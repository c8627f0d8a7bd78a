using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Retention;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Retention;

/// <summary>The list beside the database, and what a process leaves that died between an erasure and its entry there.</summary>
public class ErasedCasesTests : SiteTests
{
    private string ListFile => Path.Combine(Site.DataDirectory, "erased-cases.txt");

    [Fact]
    public async Task Every_erasure_is_on_the_list_whoever_wanted_it()
    {
        var live = await Site.SendAsync();
        var bySender = await Site.SendAsync();
        var byStaff = await Site.SendAsync();
        var atRelease = await Site.SendAsync();
        var byTime = await Site.SendAsync();
        var grace = await Site.AdministratorAsync();
        var expected = new Dictionary<Guid, (DateTime, ErasedBy)>();

        await Site.EraseAsync(bySender);
        expected[await IdOfAsync(bySender)] = (Site.Clock.Now, ErasedBy.Sender);
        Site.Clock.Advance(TimeSpan.FromDays(1));
        await Site.Desk.EraseAsync(grace, byStaff.Reference, CancellationToken.None);
        expected[await IdOfAsync(byStaff)] = (Site.Clock.Now, ErasedBy.Staff);
        Site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Site.HoldAsync(grace, atRelease.Reference, "A court asked for it.");
        await Site.EraseAsync(atRelease);
        Assert.Equal(expected, ReadList());
        await Site.ReleaseAsync(atRelease.Reference);
        expected[await IdOfAsync(atRelease)] = (Site.Clock.Now, ErasedBy.Sender);
        await Site.WithdrawAsync(byTime);
        Site.Clock.Advance(TimeSpan.FromDays(7));
        await Site.RunRetentionAsync();
        expected[await IdOfAsync(byTime)] = (Site.Clock.Now, ErasedBy.Retention);

        Assert.Equal(expected, ReadList());
        Assert.Equal(4, (await File.ReadAllLinesAsync(ListFile)).Length);
        Assert.DoesNotContain(await IdOfAsync(live), ReadList().Keys);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(ListFile));

        // A start finds them there and adds none twice.
        await Site.StartAsync();
        Assert.Equal(4, (await File.ReadAllLinesAsync(ListFile)).Length);
    }

    [Fact]
    public async Task The_same_erasure_posted_twice_is_one_line()
    {
        var receipt = await Site.SendAsync();
        var token = Site.Tokens.Issue(FormKind.Erasure);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Site.EraseAsync(receipt, token)));

        Assert.Single(await File.ReadAllLinesAsync(ListFile));
    }

    [Fact]
    public async Task What_a_process_left_that_died_after_the_erasure_is_made_up_at_the_next_start()
    {
        var before = await Site.SendAsync();
        await Site.EraseAsync(before);
        var receipt = await Site.SendAsync();
        var id = await IdOfAsync(receipt);
        var sent = await Site.ReadBlobsAsync($"""SELECT "Content" FROM "SealedContents" WHERE "SubmissionId" = '{id.ToString().ToUpperInvariant()}'""");
        var mail = MailFileOf(id);
        var erasedAt = Site.Clock.Now;
        await EraseAndDieAsync(receipt);
        Assert.DoesNotContain(id, ReadList().Keys);

        await Site.StartAsync();

        Assert.Equal((erasedAt, ErasedBy.Sender), ReadList()[id]);
        Assert.Equal(2, ReadList().Count);
        Assert.False(File.Exists(mail), "The mail about the case is still in the folder.");
        Assert.NotEmpty(sent);
    }

    [Fact]
    public async Task After_a_crash_the_log_is_cleared_of_what_was_erased()
    {
        var receipt = await Site.SendAsync();
        var pieces = (await Site.ReadBlobsAsync("""SELECT "Content" FROM "SealedContents" """)).SelectMany(b => b.Pieces()).ToList();
        await EraseAndDieAsync(receipt);

        // What the machine would find on its disk: the database and its log as they were at that moment.
        await using var afterCrash = new CoreSite();
        CopyFolder(Site.DataDirectory, afterCrash.DataDirectory);
        Assert.NotEmpty(afterCrash.FilesWithAnyOf(pieces));
        afterCrash.Clock.MoveTo(Site.Clock.Now);
        await afterCrash.StartAsync();
        Assert.NotEmpty(afterCrash.FilesWithAnyOf(pieces));

        Assert.True(afterCrash.Erasure.LogIsToBeCleared);
        Assert.True(await afterCrash.Erasure.TryClearLogAsync());

        Assert.Empty(afterCrash.FilesWithAnyOf(pieces));
        Assert.False(afterCrash.Erasure.LogIsToBeCleared);
        Assert.Equal(CaseState.Erased, (await afterCrash.FileOfAsync(receipt)).State);
    }

    [Fact]
    public async Task A_line_that_was_cut_off_wherever_is_passed_over_and_the_case_is_put_down_again()
    {
        var one = await Site.SendAsync();
        await Site.EraseAsync(one);
        var other = await Site.SendAsync();
        await Site.EraseAsync(other);
        var whole = await File.ReadAllTextAsync(ListFile);
        var firstLine = whole.IndexOf('\n', StringComparison.Ordinal) + 1;
        var list = ReadList();

        for (var length = firstLine + 1; length < whole.Length - 1; length++)
        {
            await File.WriteAllTextAsync(ListFile, whole[..length]);
            Assert.Equal([await IdOfAsync(one)], ReadList().Keys);
        }

        await Site.StartAsync();
        Assert.Equal(list, ReadList());
    }

    [Fact]
    public async Task An_erasure_after_a_line_that_was_cut_off_is_on_the_list()
    {
        var one = await Site.SendAsync();
        await Site.EraseAsync(one);
        var other = await Site.SendAsync();
        await using (var file = new FileStream(ListFile, FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        await Site.EraseAsync(other);

        Assert.Equal([await IdOfAsync(other)], ReadList().Keys);
    }

    [Fact]
    public void Without_the_file_the_list_is_empty()
    {
        Assert.False(File.Exists(ListFile));

        Assert.Empty(ReadList());
    }

    /// <summary>The erasure is committed, and nothing of what follows it is done.</summary>
    private Task<bool> EraseAndDieAsync(Receipt receipt) => Site.Writes.RunAsync(
        async unit =>
        {
            var submission = await unit.Submissions.SingleAsync(s => s.Reference == receipt.Reference.Letters);
            await Site.Erasure.EraseAsync(unit, submission, ErasedBy.Sender, new AccessLedger.Details { BySender = true });

            return true;
        },
        CancellationToken.None);

    private string MailFileOf(Guid id)
    {
        var folder = Site.Get<MailFolder>();
        Directory.CreateDirectory(folder.Path);
        var file = folder.FileOf(id, Guid.NewGuid());
        File.WriteAllText(file, "To: ada@example.org");

        return file;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(copy);
            source.CopyTo(target);
        }
    }

    private IReadOnlyDictionary<Guid, (DateTime ErasedAt, ErasedBy By)> ReadList() => Site.Get<ErasedCases>().Read();

    private async Task<Guid> IdOfAsync(Receipt receipt) => Guid.Parse(
        await Site.ReadAsync<string>($"""SELECT "Id" FROM "Submissions" WHERE "Reference" = '{receipt.Reference.Letters}'"""),
        CultureInfo.InvariantCulture);
}
