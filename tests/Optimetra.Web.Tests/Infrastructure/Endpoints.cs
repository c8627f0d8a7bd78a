using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.StaticAssets;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>Everything at which the running site answers, from its own routing table: a new page cannot be forgotten.</summary>
public static class Endpoints
{
    public static IReadOnlyList<RouteEndpoint> Of(OptimetraApplication app) =>
        [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public static bool IsAtTheDesk(RouteEndpoint endpoint) => Name(endpoint) is "/staff" || Name(endpoint).StartsWith("/staff/", StringComparison.Ordinal);

    /// <summary>The route as it is written; of a file, its path without the hash that its name may hold.</summary>
    public static string Name(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is { } file
        ? "/" + (file.Properties.FirstOrDefault(p => p.Name == "label")?.Value ?? file.Route)
        : "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    /// <summary>An address that the endpoint answers, with sample values in the places of its parameters.</summary>
    public static string Address(RouteEndpoint endpoint, string reference = "OPT-0000-0000") =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments
            .Select(segment => string.Concat(segment.Parts.Select(part => Sample(part, reference))))
            .Where(text => text.Length > 0));

    /// <summary>"GET /staff/cases", "POST /staff/cases/{reference}/{handler?} Take": what a request can make the site do.</summary>
    public static async Task<IReadOnlyList<string>> HandlersAsync(OptimetraApplication app)
    {
        var loader = app.Services.GetRequiredService<PageLoader>();
        var handlers = new List<string>();
        foreach (var endpoint in Of(app))
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var compiled = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
                handlers.AddRange(compiled.HandlerMethods.Select(h => $"{h.HttpMethod.ToUpperInvariant()} {Name(endpoint)} {h.Name}".TrimEnd()));
            }
        }

        return handlers;
    }

    private static string Sample(RoutePatternPart part, string reference) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { IsOptional: true } => "",
        RoutePatternParameterPart { Name: "slug" } => "accessibility",
        RoutePatternParameterPart { Name: "secret" } => "AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        RoutePatternParameterPart { Name: "reference" } => reference,
        RoutePatternParameterPart other => throw new InvalidOperationException($"There is no sample for {other.Name}: a new route needs one."),
        _ => throw new InvalidOperationException($"Routes do not have {part.GetType()}."),
    };
}
