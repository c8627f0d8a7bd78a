using Microsoft.Extensions.Options;
using Optimetra.Core;

namespace Optimetra.Web;

/// <summary>What is said when the site cannot start: a line for each thing an operator must mend, and no stack trace.</summary>
internal static class StartFailure
{
    /// <summary>The lines, or null if the exception is not one that an operator can do anything about.</summary>
    public static IReadOnlyList<string>? Explain(Exception exception) => exception switch
    {
        WrongSettingException => [exception.Message],
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException { InnerExceptions: var all } => [.. all.SelectMany(e => Explain(e) ?? [e.Message])],
        // The configuration's binder: a text where a number belongs, or a name that means nothing.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [exception.Message],
        // Kestrel: somebody else listens there.
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => [exception.Message],
        _ => null,
    };

    public static async Task<int> TellAsync(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
        }

        return 1;
    }
}
