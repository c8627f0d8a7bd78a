using System.Text.RegularExpressions;
using Optimetra.Core.Staff;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests;

/// <summary>What the policy and the forms say in words is what the code does.</summary>
[Collection(nameof(Site))]
public partial class PolicyPromisesTests(OptimetraApplication app)
{
    [Fact]
    public async Task ThePolicysReadersAreExactlyTheRolesOfStaff()
    {
        var policy = await app.AtPublicDoor().OpenAsync("/privacy");

        var readers = Readers().Match(policy.TextOf("article.policy")).Groups.Values.Skip(1).Select(g => g.Value);

        Assert.Equal(Enum.GetNames<StaffRole>().Select(name => name.ToLowerInvariant() + "s"), readers);
    }

    [Theory]
    [InlineData("/contact")]
    [InlineData("/request-information")]
    public async Task TheFormsNameTheSameReadersAndLinkThePolicy(string address)
    {
        var page = await app.AtPublicDoor().OpenAsync(address);

        Assert.StartsWith("Optimetra’s employees, subcontractors, and associates; nobody else.", page.Fact("Who reads it"), StringComparison.Ordinal);
        Assert.NotNull(page.Page.QuerySelector("aside.notice a[href='/privacy']"));
    }

    [Theory]
    [InlineData("/contact", "Contact", 3, 41, 100, 5, 2)]
    [InlineData("/request-information", "InformationRequest", 9, 77, 300, 20, 9)]
    public async Task TheFormsPrintTheNumbersThatTheCodeObeys(
        string address, string channel, int answerDays, int daysKept, int untouched, int warning, int undo)
    {
        await using var other = OptimetraApplication.With(
            ($"Optimetra:Answering:{channel}:Days", $"{answerDays}"), ($"Optimetra:Retention:{channel}:DaysAfterClosing", $"{daysKept}"),
            ($"Optimetra:Retention:{channel}:DaysUntouched", $"{untouched}"), ($"Optimetra:Retention:{channel}:WarningDays", $"{warning}"),
            ($"Optimetra:Retention:{channel}:DaysToUndoWithdrawal", $"{undo}"));

        var page = await other.AtPublicDoor().OpenAsync(address);
        Assert.StartsWith($"Encrypted, and erased {daysKept} days after your case is closed, or after {untouched} days in which nothing happened to it; you are told {warning} days before.", page.Fact("How it is kept"), StringComparison.Ordinal);
        Assert.StartsWith($"Within {answerDays} days.", page.Fact("When you get an answer"), StringComparison.Ordinal);
        Assert.EndsWith($"you can change your mind for {undo} days.", page.Fact("What you can do"), StringComparison.Ordinal);

        var due = other.Clock.Today.AddDays(answerDays).ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
        var receipt = await other.SendAsync(address);
        Assert.Equal(due, (await other.Desk.OpenAsync(receipt.Reference)).Fact("Answer due"));
    }

    [Fact]
    public async Task TheForms_UnlessAnOperatorChangesThem_PromiseWhatTheShippedSettingsSay()
    {
        var page = await app.AtPublicDoor().OpenAsync("/contact");

        Assert.StartsWith("Encrypted, and erased 365 days after your case is closed, or after 730 days", page.Fact("How it is kept"), StringComparison.Ordinal);
        Assert.StartsWith("Within 7 days.", page.Fact("When you get an answer"), StringComparison.Ordinal);
    }

    [GeneratedRegex("We share your information only with Optimetra’s ([a-z]+), ([a-z]+), and ([a-z]+)\\.")]
    private static partial Regex Readers();
}
