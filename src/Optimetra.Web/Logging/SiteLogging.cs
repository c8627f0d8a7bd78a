using Optimetra.Core;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Optimetra.Web.Logging;

internal static class SiteLogging
{
    private const string MinimumLevel = "Serilog:MinimumLevel";

    /// <summary>Structured lines on the console: readable in Development, JSON elsewhere.</summary>
    /// <exception cref="WrongSettingException">A level is none.</exception>
    public static void AddSiteLogging(this WebApplicationBuilder builder)
    {
        RefuseUnknownLevels(builder.Configuration.GetSection(MinimumLevel));
        var configuration = new LoggerConfiguration()
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.With<WithoutAddresses>()
            .Filter.ByExcluding(IsChatterOfTheFramework);
        configuration = builder.Environment.IsDevelopment()
            ? configuration.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}",
                formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            : configuration.WriteTo.Console(new JsonFormatter(renderMessage: true));

        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(configuration.CreateLogger(), dispose: true);
    }

    private static void RefuseUnknownLevels(IConfigurationSection minimum)
    {
        var levels = minimum.GetSection("Override").GetChildren().Append(minimum.GetSection("Default")).Append(minimum);
        if (levels.FirstOrDefault(l => l.Value is { Length: > 0 } && !Enum.TryParse<LogEventLevel>(l.Value, ignoreCase: true, out _)) is { } wrong)
        {
            var names = Enum.GetNames<LogEventLevel>();
            throw new WrongSettingException(
                $"The setting {wrong.Path} holds \"{wrong.Value}\"; it may hold {string.Join(", ", names[..^1])} or {names[^1]}.");
        }
    }

    /// <summary>
    /// ASP.NET Core's own lines below a warning name addresses, and an address can hold a link's secret: they are left out whatever
    /// levels an operator sets.
    /// </summary>
    private static bool IsChatterOfTheFramework(LogEvent line) =>
        line.Level < LogEventLevel.Warning
        && line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string name }
        && name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    /// <summary>ASP.NET Core puts the address of the request into a scope around every line; an address can hold a link's secret.</summary>
    private sealed class WithoutAddresses : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            logEvent.RemovePropertyIfPresent("RequestPath");
            logEvent.RemovePropertyIfPresent("ConnectionId");
        }
    }
}
