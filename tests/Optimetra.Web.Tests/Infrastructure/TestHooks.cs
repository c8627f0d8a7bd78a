using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Optimetra.Core.Persistence;

namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>What a test can ask of the running site by a header of its own, where no browser could.</summary>
public static class TestHooks
{
    /// <summary>The port on which the request arrived; without it, the port that its address names.</summary>
    public const string LocalPort = "Test-Local-Port";

    /// <summary>A cookie that some part of the site sets by mistake.</summary>
    public const string RogueCookie = "Test-Rogue-Cookie";

    /// <summary>A page that answers with this status and nothing else.</summary>
    public const string Status = "Test-Status";

    /// <summary>A page that throws: "storage", or anything else for a mistake in the program.</summary>
    public const string Throw = "Test-Throw";

    public const string ThrownText = "a text of the exception that nobody outside may see";

    public static void AddTo(IServiceCollection services)
    {
        services.AddTransient<IStartupFilter, ServerStandIn>();
        services.Configure<MvcOptions>(options => options.Filters.Add(new BrokenPage()));
    }

    /// <summary>N.B. the test server has no listener, so its port is 0; the doors are told apart by it.</summary>
    private sealed class ServerStandIn : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                var request = context.Request;
                context.Connection.LocalPort = request.Headers.TryGetValue(LocalPort, out var port)
                    ? int.Parse(port!, CultureInfo.InvariantCulture)
                    : request.Host.Port ?? (request.IsHttps ? 443 : 80);
                if (request.Headers.TryGetValue(RogueCookie, out var cookie))
                {
                    context.Response.Headers.Append("Set-Cookie", cookie);
                }

                return rest(context);
            });
            next(app);
        };
    }

    private sealed class BrokenPage : IPageFilter
    {
        public void OnPageHandlerSelected(PageHandlerSelectedContext context)
        {
        }

        public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
        {
            var headers = context.HttpContext.Request.Headers;
            if (headers.TryGetValue(Throw, out var what))
            {
                throw what == "storage"
                    ? new StorageUnavailableException(ThrownText, null)
                    : new InvalidOperationException(ThrownText);
            }

            if (headers.TryGetValue(Status, out var status))
            {
                context.Result = new StatusCodeResult(int.Parse(status!, CultureInfo.InvariantCulture));
            }
        }

        public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
        {
        }
    }
}
