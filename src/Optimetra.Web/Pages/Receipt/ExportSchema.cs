using System.Text;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Pages.Receipt;

/// <summary><c>/receipt/export.schema.json</c>: what the file means that a sender can take away. It is the same for everybody.</summary>
internal static class ExportSchema
{
    public static void MapExportSchema(this IEndpointRouteBuilder endpoints)
    {
        var schema = CustomerFile.ExportSchema;
        endpoints.MapMethods("/receipt/export.schema.json", ["GET", "HEAD"], () => Results.Text(schema, "application/schema+json", Encoding.UTF8))
            .AllowAnonymous();
    }
}
