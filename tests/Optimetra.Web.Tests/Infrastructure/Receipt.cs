using System.Net;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>The two halves that a good post is answered with.</summary>
public sealed record Receipt(string Reference, string Code)
{
    public static Receipt Read(Answer answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var halves = answer.Page.QuerySelectorAll(".receipt dd code").Select(code => code.TextContent).ToList();
        Assert.Equal(2, halves.Count);

        return new Receipt(halves[0], halves[1]);
    }
}
