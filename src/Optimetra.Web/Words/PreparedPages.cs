using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;
using Optimetra.Web.Logging;
using Optimetra.Web.Security;

namespace Optimetra.Web.Words;

/// <summary>
/// The pages that do not change between requests, in memory: rendered once per content version, kept plain and compressed, each with
/// its ETag. N.B. only pages without a form or anything of a visitor's: what is compressed together with a secret can give it away.
/// </summary>
public sealed class PreparedPages(ContentPages content, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, PreparedPage> _pages = new(StringComparer.Ordinal);

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    internal PreparedPage? Find(string path) =>
        _pages.TryGetValue(path, out var page) && page.IsCurrent(content.Version, Today) ? page : null;

    /// <summary>Renders the page into memory, keeps it and answers with it.</summary>
    internal async Task PrepareAsync(HttpContext context, Func<Task> render)
    {
        var version = content.Version;
        var today = Today;
        var body = context.Response.Body;
        using var rendered = new MemoryStream();
        context.Response.Body = rendered;
        try
        {
            await render();
        }
        finally
        {
            context.Response.Body = body;
        }

        var route = RequestLog.Template((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText) ?? "";
        var page = new PreparedPage(version, today, route, context.Response.ContentType!, rendered.ToArray());
        var path = context.Request.Path.Value ?? "";
        if (IsCanonical(path))
        {
            _pages[path] = page;
        }

        await page.WriteAsync(context);
    }

    /// <summary>The same page answers at other spellings too, but is kept at one: what is kept must not grow with what is asked for.</summary>
    private static bool IsCanonical(string path) => path == "/" || (!path.EndsWith('/') && !path.Any(char.IsAsciiLetterUpper));
}

/// <summary>Marks a page that is the same for everybody until the site's words change.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreparedPageAttribute : Attribute, IAsyncResultFilter
{
    public Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var request = context.HttpContext.Request;

        return context.Result is PageResult && HttpMethods.IsGet(request.Method)
            ? context.HttpContext.RequestServices.GetRequiredService<PreparedPages>().PrepareAsync(context.HttpContext, () => next())
            : next();
    }
}

/// <summary>Answers from memory, before routing, what is there.</summary>
public sealed class PreparedPagesMiddleware(RequestDelegate next, PreparedPages pages)
{
    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;

        return (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            && !context.IsAtStaffDoor()
            && pages.Find(context.Request.Path.Value ?? "") is { } page
                ? page.WriteAsync(context)
                : next(context);
    }
}

/// <summary>One page as bytes.</summary>
internal sealed class PreparedPage
{
    private readonly int _version;
    private readonly DateOnly _day;
    private readonly string _route;
    private readonly string _contentType;
    private readonly Form _plain;
    private readonly Form _gzip;
    private readonly Form _brotli;

    public PreparedPage(int version, DateOnly day, string route, string contentType, byte[] bytes)
    {
        _version = version;
        _day = day;
        _route = route;
        _contentType = contentType;
        var tag = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
        _plain = new Form(null, bytes, $"\"{tag}\"");
        _gzip = new Form("gzip", Compress(bytes, s => new GZipStream(s, CompressionLevel.SmallestSize)), $"\"{tag}-gz\"");
        _brotli = new Form("br", Compress(bytes, s => new BrotliStream(s, CompressionLevel.SmallestSize)), $"\"{tag}-br\"");
    }

    /// <summary>A new day can bring another policy into force.</summary>
    public bool IsCurrent(int version, DateOnly day) => _version == version && _day == day;

    public Task WriteAsync(HttpContext context)
    {
        context.Items[RequestLog.PreparedRoute] = _route;
        var form = Choose(context.Request.Headers.AcceptEncoding.ToString());
        var response = context.Response;
        response.Headers.ETag = form.ETag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        // Kept, and asked after each time: a new version of the policy is seen at once.
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } known && Matches(known, form.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = _contentType;
        response.ContentLength = form.Bytes.Length;
        if (form.Encoding is not null)
        {
            response.Headers.ContentEncoding = form.Encoding;
        }

        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(form.Bytes, context.RequestAborted).AsTask();
    }

    private Form Choose(string accepted) =>
        Accepts(accepted, "br") ? _brotli : Accepts(accepted, "gzip") ? _gzip : _plain;

    /// <summary>Whether the encoding is named, and not with a weight of nought (RFC 9110, 12.5.3).</summary>
    private static bool Accepts(string accepted, string encoding)
    {
        foreach (var range in accepted.AsSpan().Split(','))
        {
            var part = accepted.AsSpan(range).Trim();
            var semicolon = part.IndexOf(';');
            var name = (semicolon < 0 ? part : part[..semicolon]).Trim();
            if (name.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            {
                var weight = semicolon < 0 ? [] : part[(semicolon + 1)..].Trim();

                return !weight.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) || weight.IndexOfAnyInRange('1', '9') > 0;
            }
        }

        return false;
    }

    private static bool Matches(string known, string tag)
    {
        foreach (var range in known.AsSpan().Split(','))
        {
            var part = known.AsSpan(range).Trim();
            if (part is "*" || (part.StartsWith("W/") ? part[2..] : part).SequenceEqual(tag))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> compressor)
    {
        using var compressed = new MemoryStream();
        using (var stream = compressor(compressed))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    private sealed record Form(string? Encoding, byte[] Bytes, string ETag);
}
