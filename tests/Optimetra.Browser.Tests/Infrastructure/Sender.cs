using System.Text.RegularExpressions;

namespace Optimetra.Browser.Tests.Infrastructure;

/// <summary>Sends forms to a running site without a browser, for tests that send many.</summary>
internal static partial class Sender
{
    public static async Task<(string Reference, string Code)> SendMessageAsync(HttpClient client, string message)
    {
        var token = TokenPattern().Match(await client.GetStringAsync("/contact")).Groups[1].Value;
        using var answer = await client.PostAsync("/contact", Form(
            ("Token", token),
            ("Input.Name", "Ada Example"),
            ("Input.Email", "ada@example.org"),
            ("Input.ReplyBy", "Email"),
            ("Input.Message", message)));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, page);
        var halves = CodePattern().Matches(page);

        return (halves[0].Groups[1].Value, halves[1].Groups[1].Value);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    [GeneratedRegex("name=\"Token\" value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("<code>([^<]+)</code>")]
    private static partial Regex CodePattern();
}
