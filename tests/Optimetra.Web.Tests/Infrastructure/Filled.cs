namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>What Ada Example types into the public forms, unless a test says otherwise.</summary>
public static class Filled
{
    public static Dictionary<string, string> Contact => new()
    {
        ["Input.Name"] = "Ada Example",
        ["Input.Email"] = "ada@example.org",
        ["Input.Telephone"] = "",
        ["Input.ReplyBy"] = "Email",
        ["Input.Message"] = "When do you open on Fridays?",
    };

    public static Dictionary<string, string> Request => new()
    {
        ["Input.Topics"] = "Orders",
        ["Input.Question"] = "What became of my order?",
        ["Input.Name"] = "Ada Example",
        ["Input.Email"] = "ada@example.org",
        ["Input.Organisation"] = "",
        ["Input.Telephone"] = "",
        ["Input.ReplyBy"] = "Email",
        ["Input.WantedBy"] = "",
    };

    public static Dictionary<string, string> For(string address) => address switch
    {
        "/contact" => Contact,
        "/request-information" => Request,
        _ => throw new ArgumentException($"There is nothing to fill in for {address}."),
    };
}
