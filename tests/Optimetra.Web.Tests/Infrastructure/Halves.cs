using System.Net;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>The two halves of a receipt, with which a good post is answered.</summary>
public sealed record Halves(string Reference, string Code)
{
    public static Halves Read(Answer answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var halves = answer.Page.QuerySelectorAll(".receipt dd code").Select(code => code.TextContent).ToList();
        Assert.Equal(2, halves.Count);

        return new Halves(halves[0], halves[1]);
    }
}
