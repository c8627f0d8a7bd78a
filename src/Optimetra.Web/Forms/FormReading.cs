using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Optimetra.Web.Settings;

namespace Optimetra.Web.Forms;

/// <summary>
/// Reads the form of a POST before anything else does, so that what cannot be read is answered with the right status and a page that
/// says why. N.B. MVC's own reading would drop a form that it cannot read and go on without it, and would take bytes that are no
/// UTF-8 for letters.
/// </summary>
public sealed class FormReading(RequestDelegate next, IOptions<LimitOptions> limits)
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>A byte that cannot be read becomes a replacement character, which is nine bytes once it is encoded again.</summary>
    private const int MaxGrowth = 9;

    private readonly FormOptions _formOptions = new()
    {
        ValueCountLimit = limits.Value.FormFields,
        KeyLengthLimit = 256,
        // The framework counts encoded bytes, up to twelve a character: the body's limit is the only one that is fair to every script.
        ValueLengthLimit = limits.Value.BodyKilobytes * 1024 * MaxGrowth,
        BufferBodyLengthLimit = limits.Value.BodyKilobytes * 1024L * MaxGrowth,
    };

    private readonly int _maxBody = limits.Value.BodyKilobytes * 1024;

    private readonly TimeSpan _patience = TimeSpan.FromSeconds(limits.Value.BodySeconds);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            await next(context);
            return;
        }

        if (!IsForm(request.ContentType))
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<CompiledPageActionDescriptor>() is { } page && MethodFilter.Refuses(page, request.Method))
            {
                // Another type would not help: the page takes no form at all.
                MethodFilter.Refuse(page, context.Response);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        // Kestrel ends a body that is too long, but not every server does, and a declared length need not be waited for.
        if (request.ContentLength > _maxBody)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        using var body = new MemoryStream(capacity: (int)(request.ContentLength ?? 1024));
        using var tooSlow = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        tooSlow.CancelAfter(_patience);
        try
        {
            if (!await TryReadAsync(request.Body, body, tooSlow.Token))
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status408RequestTimeout;
            return;
        }

        if (!IsPlainUtf8(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            Repair(body);
        }

        body.Position = 0;
        request.Body = body;
        context.Features.Set<IFormFeature>(new FormFeature(request, _formOptions));
        // Too many fields, or one too long, is an InvalidDataException: see ErrorStatus.
        await request.ReadFormAsync(context.RequestAborted);

        await next(context);
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private async Task<bool> TryReadAsync(Stream from, MemoryStream into, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (into.Length + read > _maxBody)
                {
                    return false;
                }

                into.Write(buffer, 0, read);
            }

            return true;
        }
        finally
        {
            // What was in it is somebody's words.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Whether the body, once its percent signs are read, is valid UTF-8 without a NUL.</summary>
    private static bool IsPlainUtf8(ReadOnlySpan<byte> body)
    {
        var decoded = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            var text = decoded.AsSpan(0, Decode(body, decoded));

            return Utf8.IsValid(text) && !text.Contains((byte)0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded, clearArray: true);
        }
    }

    /// <summary>
    /// Puts the replacement character where something cannot be read, so that the field that holds it can say so, and the others keep
    /// what was typed.
    /// </summary>
    private static void Repair(MemoryStream body)
    {
        var repaired = new StringBuilder();
        var decoded = new byte[body.Length];
        foreach (var separated in Separate(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            var text = Encoding.UTF8.GetString(decoded, 0, Decode(separated.Text, decoded)).Replace('\0', '\uFFFD');
            repaired.Append(Uri.EscapeDataString(text)).Append(separated.Separator);
        }

        body.SetLength(0);
        body.Write(Encoding.ASCII.GetBytes(repaired.ToString()));
    }

    private static List<(byte[] Text, string Separator)> Separate(ReadOnlySpan<byte> body)
    {
        var parts = new List<(byte[], string)>();
        while (body.IndexOfAny((byte)'&', (byte)'=') is >= 0 and var end)
        {
            parts.Add((body[..end].ToArray(), body[end] == '&' ? "&" : "="));
            body = body[(end + 1)..];
        }

        parts.Add((body.ToArray(), ""));

        return parts;
    }

    /// <summary>Reads plus and percent signs as forms write them, and returns the length.</summary>
    private static int Decode(ReadOnlySpan<byte> body, Span<byte> into)
    {
        var length = 0;
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '%' && i + 2 < body.Length && char.IsAsciiHexDigit((char)body[i + 1]) && char.IsAsciiHexDigit((char)body[i + 2]))
            {
                into[length++] = (byte)((HexValue(body[i + 1]) << 4) | HexValue(body[i + 2]));
                i += 2;
            }
            else
            {
                into[length++] = body[i] == '+' ? (byte)' ' : body[i];
            }
        }

        return length;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
