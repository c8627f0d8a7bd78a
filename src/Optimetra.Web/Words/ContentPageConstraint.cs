namespace Optimetra.Web.Words;

/// <summary>Lets a route match only the address of a content page that is there; anything else is no address at all.</summary>
internal sealed class ContentPageConstraint(ContentPages pages) : IRouteConstraint
{
    public const string Name = "contentPage";

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string slug && slug != ContentPages.HomeSlug && pages.Find(slug) is not null;
}
