using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Persistence;

/// <summary>Words that occur nowhere else are sent through every field, and then looked for in every file and in the log.</summary>
public class NothingInClearTests : SiteTests
{
    private static readonly string[] Markers =
    [
        "Zebrafinch", "quokka", "5550142867", "Axolotl",
        "Wombat", "numbat", "5550198231", "Pangolin", "Capybara", "Tarsier", "17 March 2031", "2031-03-17",
        "Okapi", "Narwhal", "Aardwolf",
    ];

    [Fact]
    public async Task Nothing_of_what_people_sent_or_staff_noted_is_in_clear_while_the_site_runs_or_after()
    {
        await SendMarkersAsync();
        await AssertNothingInClearAsync(Markers);
    }

    [Fact]
    public async Task Nothing_that_opens_something_is_in_clear_while_the_site_runs_or_after()
    {
        var token = Site.Tokens.Issue(FormKind.Contact);
        var noteToken = Site.Tokens.Issue(FormKind.Note);
        Site.Clock.Advance(CoreSite.FillingIn);
        var receipt = CoreSite.Accepted(await Site.PostAsync(Given.Message(), token));
        await Site.NoteAsync(await Site.EmployeeAsync(), receipt.Reference, "Rang back.", noteToken);
        var link = await Site.InviteAsync(new Invitee("ivy@optimetra.example", "Ivy Invited", StaffRole.Associate, false));

        await AssertNothingInClearAsync(
            [receipt.Code.Show(), receipt.Code.Letters, token.Text, noteToken.Text, link, Given.Password]);
    }

    private async Task AssertNothingInClearAsync(string[] secrets)
    {
        // What is known to be there is found, so the search searches.
        Assert.NotEmpty(Site.FilesWith("Emil Employee"));
        Assert.True(new FileInfo(Site.DatabaseFile + "-wal").Length > 0);
        Assert.NotEmpty(Site.Log.All);

        Assert.All(secrets, secret => Assert.Empty(Site.FilesWith(secret)));
        await Site.StopAsync();
        Assert.All(secrets, secret => Assert.Empty(Site.FilesWith(secret)));
        Assert.NotEmpty(Site.FilesWith("Emil Employee"));
        Assert.All(secrets, secret => Assert.DoesNotContain(
            Site.Log.All, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    private async Task SendMarkersAsync()
    {
        var message = await Site.SendAsync(new ContactMessage
        {
            Name = "Ada Zebrafinch",
            Email = "quokka@example.org",
            Telephone = "5550142867",
            ReplyBy = ReplyWay.Telephone,
            Message = "An Axolotl.\nIn two lines.",
        });
        var request = await Site.SendAsync(new InformationRequest
        {
            Name = "Bob Wombat",
            Email = "numbat@example.org",
            Telephone = "5550198231",
            Organisation = "Pangolin Ltd",
            Topics = ["Capybara", InformationRequestOptions.InformationHeldAboutMe],
            Question = "Tarsier?",
            ReplyBy = ReplyWay.Email,
            WantedBy = new DateOnly(2031, 3, 17),
        });
        var trapped = await Site.SendAsync(Given.Message() with { Trap = "Okapi" });

        var emil = await Site.EmployeeAsync();
        var sue = await Site.SubcontractorAsync();
        await Site.ShareAsync(message.Reference, sue);
        await Site.NoteAsync(sue, message.Reference, "Narwhal");
        await Site.NoteAsync(emil, request.Reference, "Aardwolf");
        var read = string.Join('\n', await Task.WhenAll(
            new[] { message, request, trapped }.Select(async r => ReadBack((await Site.OpenAsync(emil, r.Reference))!))));
        // Each marker came in and can be read by staff; but a date is sealed in words.
        Assert.All(Markers.Where(m => m != "2031-03-17"), marker => Assert.Contains(marker, read, StringComparison.Ordinal));
    }

    private static string ReadBack(OpenedCase opened) => string.Join('\n',
        [opened.Sender!.ToString(), .. opened.Answers.Select(a => a.Value), .. opened.Thread.Select(n => n.Text)]);
}
