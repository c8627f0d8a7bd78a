using Optimetra.Core.Submissions;
using Optimetra.Core.Tests.Infrastructure;

namespace Optimetra.Core.Tests.Submissions;

/// <summary>Core's own line: whatever the forms let through, nothing over-long or unreadable is kept, and no message repeats it.</summary>
public class ContentRulesTests(CoreSite site) : IClassFixture<CoreSite>
{
    private const string Astral = "\U0001D49C";

    public static TheoryData<string, string> BadMessages => new()
    {
        { nameof(ContactMessage.Name), Repeat("q", ContactMessage.MaxNameLength + 1) },
        { nameof(ContactMessage.Name), "qqqqq\0" },
        { nameof(ContactMessage.Name), "qqqqq\u0007" },
        { nameof(ContactMessage.Name), "qqqqq\nqqqqq" },
        { nameof(ContactMessage.Name), "qqqqq\uFFFD" },
        { nameof(ContactMessage.Email), "" },
        { nameof(ContactMessage.Email), "qqqqq" },
        { nameof(ContactMessage.Email), "qqqqq@" },
        { nameof(ContactMessage.Email), "@qqqqq.example" },
        { nameof(ContactMessage.Email), "qqqqq@a.example, ada@example.org" },
        { nameof(ContactMessage.Email), "Ada <qqqqq@example.org>" },
        { nameof(ContactMessage.Email), "qqqqq@example.org\r\nBcc: all@example.org" },
        { nameof(ContactMessage.Email), Repeat("q", PlainText.MaxEmailLength) + "@example.org" },
        { nameof(ContactMessage.Telephone), "qqqqq" },
        { nameof(ContactMessage.Telephone), "1234" },
        { nameof(ContactMessage.Telephone), Repeat("1", PlainText.MaxTelephoneLength + 1) },
        { nameof(ContactMessage.Message), Repeat("q", ContactMessage.MaxMessageLength + 1) },
        { nameof(ContactMessage.Message), "qqqqq\0" },
        { nameof(ContactMessage.Message), "qqqqq\u001B[31m" },
        { nameof(ContactMessage.Message), "qqqqq\u0085" },
    };

    public static TheoryData<string, string> BadRequests => new()
    {
        { nameof(InformationRequest.Name), "qqqqq\0" },
        { nameof(InformationRequest.Email), "qqqqq" },
        { nameof(InformationRequest.Telephone), "qqqqq" },
        { nameof(InformationRequest.Organisation), Repeat("q", InformationRequest.MaxOrganisationLength + 1) },
        { nameof(InformationRequest.Organisation), "qqqqq\nqqqqq" },
        { nameof(InformationRequest.Topics), "qqqqq\0" },
        { nameof(InformationRequest.Topics), Repeat("q", 2_001) },
        { nameof(InformationRequest.Question), Repeat("q", InformationRequest.MaxQuestionLength + 1) },
        { nameof(InformationRequest.Question), "qqqqq\0" },
    };

    [Theory]
    [MemberData(nameof(BadMessages))]
    public Task A_message_with_a_wrong_value_is_refused_without_repeating_it(string field, string value) =>
        AssertRefusedAsync(value, () => site.PostAsync(With(Given.Message(), field, value), site.Tokens.Issue(FormKind.Contact)));

    [Theory]
    [MemberData(nameof(BadRequests))]
    public Task A_request_with_a_wrong_value_is_refused_without_repeating_it(string field, string value) =>
        AssertRefusedAsync(value, () => site.PostAsync(With(Given.Request(), field, value), site.Tokens.Issue(FormKind.InformationRequest)));

    [Fact]
    public Task Half_a_surrogate_pair_is_refused_without_repeating_it() =>
        AssertRefusedAsync("qqqqq\uD800", () => site.SendAsync(Given.Message("qqqqq\uD800")));

    [Fact]
    public async Task Lengths_are_counted_in_code_points()
    {
        var name = Repeat(Astral, ContactMessage.MaxNameLength);
        var receipt = await site.SendAsync(Given.Message() with { Name = name });

        Assert.Equal(name, (await site.OpenAsync(await site.EmployeeAsync(), receipt.Reference))!.Sender!.Name);
        await AssertRefusedAsync(name, () => site.SendAsync(Given.Message() with { Name = name + Astral }));
    }

    [Fact]
    public async Task Lengths_are_counted_after_normalizing()
    {
        var name = PlainText.Normalize(Repeat("e\u0301", ContactMessage.MaxNameLength));
        var receipt = await site.SendAsync(Given.Message() with { Name = name });

        Assert.Equal(
            Repeat("\u00E9", ContactMessage.MaxNameLength),
            (await site.OpenAsync(await site.EmployeeAsync(), receipt.Reference))!.Sender!.Name);
    }

    [Fact]
    public async Task The_longest_of_everything_is_kept_whole()
    {
        var message = Given.Message(Repeat("q", ContactMessage.MaxMessageLength)) with
        {
            Name = Repeat("n", ContactMessage.MaxNameLength),
            Telephone = Repeat("1", PlainText.MaxTelephoneLength),
        };
        var receipt = await site.SendAsync(message);

        var opened = await site.OpenAsync(await site.EmployeeAsync(), receipt.Reference);
        Assert.Equal((message.Name, message.Telephone), (opened!.Sender!.Name, opened.Sender.Telephone));
        Assert.Contains(new Answer("Message", message.Message), opened.Answers);
    }

    [Fact]
    public async Task What_was_left_out_is_not_there()
    {
        var receipt = await site.SendAsync(Given.Request() with { Telephone = "", Organisation = "" });

        var opened = await site.OpenAsync(await site.EmployeeAsync(), receipt.Reference);
        Assert.Equal((null, null), (opened!.Sender!.Telephone, opened.Sender.Organisation));
        Assert.Equal(["Topics", "Question", "How to be answered"], opened.Answers.Select(a => a.Label));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static ContactMessage With(ContactMessage message, string field, string value) => field switch
    {
        nameof(ContactMessage.Name) => message with { Name = value },
        nameof(ContactMessage.Email) => message with { Email = value },
        nameof(ContactMessage.Telephone) => message with { Telephone = value },
        nameof(ContactMessage.Message) => message with { Message = value },
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static InformationRequest With(InformationRequest request, string field, string value) => field switch
    {
        nameof(InformationRequest.Name) => request with { Name = value },
        nameof(InformationRequest.Email) => request with { Email = value },
        nameof(InformationRequest.Telephone) => request with { Telephone = value },
        nameof(InformationRequest.Organisation) => request with { Organisation = value },
        nameof(InformationRequest.Topics) => request with { Topics = [value] },
        nameof(InformationRequest.Question) => request with { Question = value },
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private async Task AssertRefusedAsync<T>(string value, Func<Task<T>> send)
    {
        var before = await site.CountAsync("Submissions");

        var refusal = await Assert.ThrowsAsync<ArgumentException>(send);

        Assert.DoesNotContain(value.Length > 5 ? value[..5] : value + "!", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await site.CountAsync("Submissions"));
    }
}
