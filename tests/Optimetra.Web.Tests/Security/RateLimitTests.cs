using System.Globalization;
using System.Net;
using Optimetra.Web.Tests.Infrastructure;

namespace Optimetra.Web.Tests.Security;

public class RateLimitTests
{
    [Fact]
    public async Task FormPost_OnceTooOften_IsToldToComeBackAndFindsWhatWasTyped()
    {
        await using var app = OptimetraApplication.With(("Optimetra:RateLimits:FormPosts", "2"), ("Optimetra:RateLimits:WindowMinutes", "10"));
        var visitor = app.AtPublicDoor();
        await app.SendAsync("/contact");
        await app.SendAsync("/request-information");
        var form = await visitor.FillInAsync("/contact");

        var answer = await app.KeepingNothingAsync(() => visitor.SubmitAsync(form));

        IsToldToComeBack(answer);
        Assert.StartsWith("Too many forms came from your connection", Assert.Single(answer.Problems), StringComparison.Ordinal);
        WrongInput.KeepsWhatWasTyped(form, answer);
        Assert.Equal(form["Token"], answer.Form()["Token"]);
    }

    [Fact]
    public async Task FormPost_WithMistakes_CountsToo()
    {
        await using var app = OptimetraApplication.With(("Optimetra:RateLimits:FormPosts", "1"));
        var visitor = app.AtPublicDoor();
        var form = (await visitor.FillInAsync("/contact")).With("Input.Name", "");

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SubmitAsync(form)).Status);
        IsToldToComeBack(await visitor.SubmitAsync(form));
    }

    [Fact]
    public async Task WrongCodes_AreSlowedDown_AndThenTheRightOneToo()
    {
        await using var app = OptimetraApplication.With(("Optimetra:RateLimits:WrongCodes", "3"));
        var visitor = app.AtPublicDoor();
        var receipt = await app.SendAsync("/contact");
        var right = (await visitor.OpenAsync("/receipt")).Form().With("Input.Reference", receipt.Reference).With("Input.Code", receipt.Code);
        var wrong = right.With("Input.Code", "0000-0000-0000-0000-0000-0000");

        Assert.Equal(HttpStatusCode.OK, (await visitor.SubmitAsync(right)).Status);
        for (var guess = 1; guess <= 3; guess++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SubmitAsync(wrong)).Status);
        }

        var answer = await visitor.SubmitAsync(right);
        IsToldToComeBack(answer);
        Assert.Equal(receipt.Reference, answer.Form()["Input.Reference"]);
        var download = new FormUrlEncodedContent(right.Fields);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.PostAsync("/receipt/download", download)).Status);
    }

    [Fact]
    public async Task WrongCodesAtTheDownload_CountTheSame()
    {
        await using var app = OptimetraApplication.With(("Optimetra:RateLimits:WrongCodes", "1"));
        var visitor = app.AtPublicDoor();
        var wrong = (await visitor.OpenAsync("/receipt")).Form()
            .With("Input.Reference", "OPT-0000-0000").With("Input.Code", "0000-0000-0000-0000-0000-0000");

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("/receipt/download", new FormUrlEncodedContent(wrong.Fields))).Status);
        var answer = await visitor.PostAsync("/receipt/download", new FormUrlEncodedContent(wrong.Fields));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task SignIns_AreSlowedDownForTheirAddressAlone()
    {
        await using var app = OptimetraApplication.With(("Optimetra:RateLimits:SignIns", "2"));
        await app.SignedInAsync(Person.Administrator);
        var stranger = app.AtDesk();
        var guess = new Person("Eve", "nobody@optimetra.test", "Employee");
        for (var i = 1; i <= 2; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await OptimetraApplication.SignInAsync(stranger, guess)).Status);
        }

        var answer = await OptimetraApplication.SignInAsync(stranger, guess);

        IsToldToComeBack(answer);
        Assert.Equal(guess.Email, answer.Form()["Input.Email"]);
        Assert.Equal(HttpStatusCode.Found, (await OptimetraApplication.SignInAsync(stranger, Person.Administrator)).Status);
    }

    [Fact]
    public async Task SignInsWithManyAddresses_AreSlowedDownTogether()
    {
        await using var app = OptimetraApplication.With(("Optimetra:RateLimits:SignInsTogether", "3"));
        var stranger = app.AtDesk();
        for (var i = 1; i <= 3; i++)
        {
            var guess = new Person("Eve", $"nobody{i}@optimetra.test", "Employee");
            Assert.Equal(HttpStatusCode.BadRequest, (await OptimetraApplication.SignInAsync(stranger, guess)).Status);
        }

        IsToldToComeBack(await OptimetraApplication.SignInAsync(stranger, new Person("Eve", "another@optimetra.test", "Employee")));
    }

    private static void IsToldToComeBack(Answer answer)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 600);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }
}
