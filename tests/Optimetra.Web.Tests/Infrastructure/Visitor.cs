using System.Net;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>Somebody with a browser, at one of the doors. It follows no redirect by itself, so that a test sees each answer.</summary>
public sealed class Visitor(HttpClient http, MovableClock clock)
{
    /// <summary>How long a person takes to fill in a form: longer than the site takes for a robot's speed.</summary>
    private static readonly TimeSpan FillingIn = TimeSpan.FromSeconds(5);

    public Task<Answer> GetAsync(string address, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, address, null, headers);

    /// <summary>Opens a page that must be there, and takes its time over it.</summary>
    public async Task<Answer> OpenAsync(string address)
    {
        var page = await GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        clock.Advance(FillingIn);

        return page;
    }

    /// <summary>Opens a page and fills in its form so that it can be sent.</summary>
    public async Task<PageForm> FillInAsync(string address) => (await OpenAsync(address)).Form().With(Filled.For(address));

    /// <summary>Sends a form as a browser does that is on the page.</summary>
    public Task<Answer> SubmitAsync(PageForm form) => SubmitAsync(form, ("Sec-Fetch-Site", "same-origin"));

    /// <summary>Sends a form with just these headers.</summary>
    public Task<Answer> SubmitAsync(PageForm form, params (string Name, string Value)[] headers) =>
        PostAsync(form.Action, new FormUrlEncodedContent(form.Fields), headers);

    public Task<Answer> PostAsync(string address, HttpContent content) =>
        PostAsync(address, content, ("Sec-Fetch-Site", "same-origin"));

    public Task<Answer> PostAsync(string address, HttpContent content, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, address, content, headers);

    public async Task<Answer> SendAsync(
        HttpMethod method, string address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request);

        return new Answer(response, await response.Content.ReadAsByteArrayAsync(), address);
    }
}
