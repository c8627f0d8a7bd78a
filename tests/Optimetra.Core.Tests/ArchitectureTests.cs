using System.Reflection;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests;

/// <summary>Rules of the house, read from the compiled assembly.</summary>
public class ArchitectureTests
{
    /// <summary>The parts of ASP.NET Core that are no HTTP: Identity's members and their store.</summary>
    private static readonly string[] KnownOfAspNetCore = ["Microsoft.AspNetCore.Identity.", "Microsoft.AspNetCore.Identity.EntityFrameworkCore."];

    /// <summary>What mail needs, and addresses of it.</summary>
    private static readonly string[] KnownOfTheNetwork =
    [
        "System.Net.ICredentialsByHost", "System.Net.Mail.MailAddress", "System.Net.Mail.MailAddressCollection", "System.Net.Mail.MailMessage",
        "System.Net.Mail.SmtpClient", "System.Net.Mail.SmtpDeliveryFormat", "System.Net.Mail.SmtpDeliveryMethod",
        "System.Net.Mail.SmtpException", "System.Net.Mail.SmtpStatusCode", "System.Net.Mime.TransferEncoding", "System.Net.NetworkCredential",
    ];

    [Theory]
    [InlineData(typeof(OptimetraDbContext))]
    [InlineData(typeof(SqliteOptimetraDbContext))]
    [InlineData(typeof(ContextSource))]
    [InlineData(typeof(WriteQueue))]
    [InlineData(typeof(Submission))]
    [InlineData(typeof(SealedContent))]
    [InlineData(typeof(SealedEntry))]
    [InlineData(typeof(CaseKey))]
    [InlineData(typeof(CaseShare))]
    [InlineData(typeof(FormTokenUse))]
    [InlineData(typeof(SubmissionContent))]
    [InlineData(typeof(LedgerEntry))]
    [InlineData(typeof(Seal))]
    [InlineData(typeof(CaseCipher))]
    [InlineData(typeof(KeyRing))]
    [InlineData(typeof(RingKey))]
    [InlineData(typeof(KeyedHashes))]
    [InlineData(typeof(Invitation))]
    [InlineData(typeof(OutboxMail))]
    [InlineData(typeof(MailLetter))]
    [InlineData(typeof(MailTransport))]
    public void What_holds_what_people_sent_is_seen_by_Core_alone(Type type)
    {
        Assert.False(type.IsVisible);
    }

    [Fact]
    public void No_kept_type_but_the_member_is_seen_outside_Core()
    {
        var kept = typeof(OptimetraDbContext).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(p => p.PropertyType.IsGenericType)
            .Select(p => p.PropertyType.GenericTypeArguments[0])
            .ToList();

        Assert.NotEmpty(kept);
        Assert.DoesNotContain(kept, t => t.IsVisible);
    }

    [Fact]
    public void Only_the_tests_see_what_is_internal()
    {
        var friends = CompiledCore.Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>();

        Assert.Equal(["Optimetra.Core.Tests"], friends.Select(f => f.AssemblyName));
    }

    [Fact]
    public void Core_knows_no_HTTP()
    {
        var known = CompiledCore.ForeignTypes(CompiledCore.Assembly);

        Assert.Contains("Microsoft.AspNetCore.Identity.UserManager`1", known);
        Assert.DoesNotContain(known, t => t.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            && !Array.Exists(KnownOfAspNetCore, allowed => allowed + t.Split('.')[^1] == t));
        Assert.DoesNotContain(known, t => t.StartsWith("System.Net.", StringComparison.Ordinal) && !KnownOfTheNetwork.Contains(t));
        Assert.DoesNotContain(known, t => t.StartsWith("Microsoft.Net.Http", StringComparison.Ordinal));
        Assert.DoesNotContain(known, t => t.StartsWith("Microsoft.Extensions.Http", StringComparison.Ordinal));
    }

    [Fact]
    public void Core_does_not_know_the_site()
    {
        Assert.DoesNotContain(
            CompiledCore.Assembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("Optimetra", StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_gives_the_words_asks_for_a_reader()
    {
        Assert.Empty(CompiledCore.WaysAroundTheReader(CompiledCore.Assembly.GetExportedTypes()));
        Assert.Empty(CompiledCore.WordsThatAnybodyCanMake());
    }

    [Fact]
    public void A_way_around_the_reader_would_be_seen()
    {
        Assert.Equal(
            [
                nameof(AroundTheReader.AnswersAsync), nameof(AroundTheReader.Cases), nameof(AroundTheReader.Tell),
                nameof(AroundTheReader.TryRead), $"get_{nameof(AroundTheReader.Last)}",
            ],
            CompiledCore.WaysAroundTheReader([typeof(AroundTheReader)]).Select(w => w.Split('.')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_staff_service_makes_readers()
    {
        Assert.Equal(
            [$"{nameof(StaffService)}.{nameof(StaffService.FindReaderAsync)}"],
            CompiledCore.MakersOfReaders(CompiledCore.Assembly.GetExportedTypes()));
        Assert.Empty(typeof(InternalReader).GetConstructors());
        Assert.True(typeof(InternalReader).IsSealed);
        Assert.All(typeof(InternalReader).GetProperties(), p => Assert.Null(p.SetMethod));
    }

    [Fact]
    public void The_roles_are_the_three_that_the_policy_names()
    {
        Assert.Equal(
            [("Employee", 1), ("Subcontractor", 2), ("Associate", 3)],
            Enum.GetValues<StaffRole>().Select(r => (r.ToString(), (int)r)));
    }

    [Fact]
    public void The_channels_are_the_ones_that_the_policy_names()
    {
        Assert.Equal(
            [("Contact", 1), ("InformationRequest", 2), ("Order", 3), ("Survey", 4), ("Email", 5), ("Forum", 6)],
            Enum.GetValues<Channel>().Select(c => (c.ToString(), (int)c)));
    }

    /// <summary>What must never be: five ways to the words that ask for no reader, beside ones that do or give none.</summary>
    public abstract class AroundTheReader
    {
        public abstract SenderDetails? Last { get; }

        public abstract Task<IReadOnlyList<Answer>> AnswersAsync(CaseReference reference);

        public abstract Dictionary<CaseReference, OpenedCase[]> Cases();

        public abstract void Tell(Action<ThreadEntry> listener);

        public abstract bool TryRead(CaseReference reference, out OpenedCase? opened);

        public abstract Task<OpenedCase?> WithReaderAsync(InternalReader reader, CaseReference reference);

        public abstract Task<CaseRow?> EnvelopeAsync(CaseReference reference);

        internal abstract Task<OpenedCase?> InsideAsync(CaseReference reference);
    }
}
