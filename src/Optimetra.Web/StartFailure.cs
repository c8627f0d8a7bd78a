using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Optimetra.Core;

namespace Optimetra.Web;

/// <summary>What is said when the site cannot start: a line for each thing an operator must mend, and no stack trace.</summary>
internal static partial class StartFailure
{
    private const string DoorSections = "Optimetra:Public and Optimetra:Staff";

    /// <summary>The lines, or null if the exception is not one that an operator can do anything about.</summary>
    public static IReadOnlyList<string>? Explain(Exception exception) => exception switch
    {
        WrongSettingException => [exception.Message],
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException { InnerExceptions: var all } => [.. all.SelectMany(e => Explain(e) ?? [e.Message])],
        // The configuration's binder: a text where a number belongs, or a name that means nothing.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [OfBinder(exception.Message)],
        // Kestrel: somebody else listens there.
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => [exception.Message],
        // Kestrel: an address that this machine does not have, or a port that is not for everybody.
        SocketException =>
        [
            $"The site cannot listen where {DoorSections} say: {exception.Message.TrimEnd('.')}. "
            + "Give them, as Listen, an address of this machine and a port that this account may open.",
        ],
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core", Message: var message }
            when message.Contains("certificate", StringComparison.Ordinal) =>
        [
            "The site is to listen at https and has no certificate: behind a proxy that has one, set Optimetra:Public:Listen and "
            + "Optimetra:Staff:Listen to where the proxy sends requests, like http://localhost:5080; else set Kestrel:Certificates:Default:Path.",
        ],
        InvalidDataException { InnerException: FormatException { InnerException: JsonException json } } =>
            [$"The settings file {SettingsFile().Match(exception.Message).Groups["file"].Value} cannot be read: {json.Message}"],
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

    private static string OfBinder(string message)
    {
        if (Unconvertible().Match(message) is { Success: true } wrong)
        {
            var type = wrong.Groups["type"].Value;
            var allowed = type == typeof(int).FullName ? "a whole number" : type == typeof(bool).FullName ? "true or false" : "another kind of value";
            return $"The setting {wrong.Groups["path"].Value} holds \"{wrong.Groups["value"].Value}\"; it may hold {allowed}.";
        }

        if (Unknown().Match(message) is { Success: true } unknown)
        {
            var type = (typeof(StartFailure).Assembly.GetType(unknown.Groups["type"].Value)
                ?? typeof(WrongSettingException).Assembly.GetType(unknown.Groups["type"].Value))!;
            var section = type.GetField("Section")?.GetRawConstantValue() ?? "Optimetra:Public or Optimetra:Staff";
            var names = type.GetProperties().Where(p => p.CanWrite).Select(p => p.Name);
            return $"The section {section} holds {unknown.Groups["names"].Value}, which means nothing; it may hold {string.Join(", ", names)}.";
        }

        return message;
    }

    [GeneratedRegex("configuration value '(?<value>.*)' at '(?<path>[^']+)' to type '(?<type>[^']+)'")]
    private static partial Regex Unconvertible();

    [GeneratedRegex("'(?<file>.*)'")]
    private static partial Regex SettingsFile();

    [GeneratedRegex("not found on the instance of (?<type>\\S+): (?<names>.+)$")]
    private static partial Regex Unknown();
}
