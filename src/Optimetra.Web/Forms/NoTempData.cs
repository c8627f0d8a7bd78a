using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Optimetra.Web.Forms;

/// <summary>The framework would keep TempData in a cookie. There is none here: whoever tries to use it finds out at once.</summary>
internal sealed class NoTempData : ITempDataProvider
{
    public IDictionary<string, object> LoadTempData(HttpContext context) => new Dictionary<string, object>();

    public void SaveTempData(HttpContext context, IDictionary<string, object> values)
    {
        if (values.Count > 0)
        {
            throw new InvalidOperationException("TempData needs a cookie, and this site sets none; put it in the address or on the page.");
        }
    }
}
