using System.Buffers;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
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

    private readonly FormOptions _formOptions = new()
    {
        ValueCountLimit = limits.Value.FormFields,
        KeyLengthLimit = 256,
        ValueLengthLimit = limits.Value.FormFieldKilobytes * 1024,
        BufferBodyLengthLimit = limits.Value.BodyKilobytes * 1024L,
    };

    private readonly int _maxBody = limits.Value.BodyKilobytes * 1024;

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
        if (!await TryReadAsync(request.Body, body, context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (!IsUtf8(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
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

    /// <summary>Whether the body is valid UTF-8 once its percent signs are read.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf((byte)'%') < 0)
        {
            return Utf8.IsValid(body);
        }

        var decoded = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            var length = 0;
            for (var i = 0; i < body.Length; i++)
            {
                if (body[i] == '%' && i + 2 < body.Length
                    && char.IsAsciiHexDigit((char)body[i + 1]) && char.IsAsciiHexDigit((char)body[i + 2]))
                {
                    decoded[length++] = (byte)((HexValue(body[i + 1]) << 4) | HexValue(body[i + 2]));
                    i += 2;
                }
                else
                {
                    decoded[length++] = body[i];
                }
            }

            return Utf8.IsValid(decoded.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded, clearArray: true);
        }
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
