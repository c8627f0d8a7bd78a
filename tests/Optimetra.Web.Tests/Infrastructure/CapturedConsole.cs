using System.Text;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>
/// Takes what the site writes to the console, which is where its log goes: the real sink with the real filters, properties and
/// scopes. What one application writes while it starts is kept apart, since its first-run link is in it.
/// </summary>
public sealed class CapturedConsole : TextWriter
{
    private static readonly Lazy<CapturedConsole> Installed = new(() =>
    {
        var console = new CapturedConsole();
        Console.SetOut(console);

        return console;
    });

    private readonly AsyncLocal<StringBuilder?> _followed = new();
    private readonly StringBuilder _everything = new();

    private CapturedConsole()
    {
    }

    public static CapturedConsole Instance => Installed.Value;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>From here on, what this flow of control writes is also written to the returned builder.</summary>
    public StringBuilder Follow() => _followed.Value = new StringBuilder();

    public string ReadAll()
    {
        lock (_everything)
        {
            return _everything.ToString();
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_everything)
        {
            _everything.Append(value);
            _followed.Value?.Append(value);
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Write(value + "\n");
}
