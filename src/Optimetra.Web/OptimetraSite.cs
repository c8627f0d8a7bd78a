using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;
using Optimetra.Core;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Health;
using Optimetra.Web.Logging;
using Optimetra.Web.Pages;
using Optimetra.Web.Pages.Errors;
using Optimetra.Web.Pages.Receipt;
using Optimetra.Web.Security;
using Optimetra.Web.Settings;
using Optimetra.Web.Words;

namespace Optimetra.Web;

/// <summary>Puts the site together: what it is made of, and in which order a request passes it.</summary>
public static class OptimetraSite
{
    private const string ProjectFile = "Optimetra.Web.csproj";
    private const string DataDirectorySetting = "Optimetra:DataDirectory";
    private const string KnownProxiesSetting = "Optimetra:KnownProxies";

    public static WebApplication Build(string[] args)
    {
        // One language, whatever the machine's: dates and numbers are written the same everywhere.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Settings are read and checked once, at start: a mistake that is saved later must not reach a visitor.
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = ContentRoot(args),
        });
        builder.AddOptimetra();
        var app = builder.Build();
        app.UseOptimetra();

        return app;
    }

    /// <summary>Checks the settings and brings the database to this version. Before the doors open.</summary>
    /// <exception cref="WrongSettingException">The site cannot run as it is set up.</exception>
    public static async Task PrepareAsync(this WebApplication app)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        var company = app.Services.GetRequiredService<IOptions<CompanyOptions>>().Value;
        if (string.IsNullOrEmpty(company.Email) && !app.Environment.IsDevelopment())
        {
            throw new WrongSettingException(
                $"The setting {CompanyOptions.Section}:Email holds nothing; it must hold the email address that the privacy policy names.");
        }

        await app.Services.GetRequiredService<Database>().PrepareAsync(app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<Erasure>().EraseListedAsync(app.Lifetime.ApplicationStopping);
        app.MakeSignInKeyFolder();
    }

    /// <summary>Made here, since the framework would make it readable by everybody.</summary>
    private static void MakeSignInKeyFolder(this WebApplication app)
    {
        if (!OperatingSystem.IsWindows()
            && app.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository is FileSystemXmlRepository { Directory: var folder })
        {
            Directory.CreateDirectory(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void AddOptimetra(this WebApplicationBuilder builder)
    {
        SettingNames.RefuseUnknown(builder.Configuration);
        builder.AddSiteLogging();

        var doors = Doors.From(builder.Configuration);
        builder.Services.AddSingleton(doors);
        builder.WebHost.UseUrls([.. doors.ListenUrls]);
        builder.AddLimits();

        var dataDirectory = Path.GetFullPath(
            builder.Configuration[DataDirectorySetting] is { Length: > 0 } set ? set : "data", builder.Environment.ContentRootPath);
        var content = Path.Combine(builder.Environment.ContentRootPath, "Content");
        builder.Services.AddOptimetraCore(dataDirectory, Path.Combine(content, "PrivacyPolicy"));
        // Protects what is short-lived only, the sign-in cookie: what is kept is sealed under the key ring.
        builder.Services.AddDataProtection()
            .SetApplicationName("Optimetra.Web")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(dataDirectory, "keys", "sign-in")));

        builder.Services.AddSettings<CompanyOptions>(CompanyOptions.Section);
        builder.Services.AddSettings<MailOptions>(MailOptions.Section);
        builder.Services.AddSettings<ErasureOptions>(ErasureOptions.Section);
        builder.Services.AddSingleton(MailSiteOf);
        builder.Services.AddSettings<RateLimitOptions>(RateLimitOptions.Section);
        builder.Services.AddSettings<RobotOptions>(RobotOptions.Section);
        builder.Services.AddSettings<InformationRequestOptions>(InformationRequestOptions.Section);
        foreach (var channel in Enum.GetNames<Channel>())
        {
            builder.Services.AddSettings<RetentionOptions>($"{RetentionOptions.Section}:{channel}", channel);
            builder.Services.AddSettings<AnsweringOptions>($"{AnsweringOptions.Section}:{channel}", channel);
        }

        builder.Services.AddSingleton(p => new ContentPages(
            Path.Combine(content, "Pages"), p.GetRequiredService<ILogger<ContentPages>>()));
        builder.Services.AddSingleton<PreparedPages>();
        builder.Services.AddSingleton<PolicyText>();
        builder.Services.AddSingleton<SiteNavigation>();
        builder.Services.AddSingleton<ClientLimits>();
        builder.Services.AddHostedService<FirstRun>();
        builder.Services.AddHostedService<DatabaseCheck>();

        builder.Services.AddRazorPages(options =>
        {
            AccessRules.AddTo(options.Conventions);
            // CrossSiteProtection does its work, without the cookie that it would set.
            options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
        });
        builder.Services.Configure<MvcOptions>(options =>
        {
            options.Filters.Add<MethodFilter>();
            options.ModelMetadataDetailsProviders.Add(new RequiredMeansVisible());
            // They rewrite names as a script library writes them, and fail at a bracket that is not closed. No script writes ours.
            options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            options.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        });
        // Letters of every script as they are: the encoder still escapes what could be markup.
        builder.Services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.Configure<RouteOptions>(options =>
        {
            options.LowercaseUrls = true;
            options.ConstraintMap[ContentPageConstraint.Name] = typeof(ContentPageConstraint);
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<ITempDataProvider, NoTempData>());

        builder.Services.AddStaffSignIn();
        builder.Services.AddHttpContextAccessor();
        new IdentityBuilder(typeof(StaffMember), builder.Services).AddSignInManager();
        builder.Services.AddAuthorization(AccessRules.AddTo);
        builder.AddKnownProxies();
    }

    /// <summary>Outside Development the company has an address, or the site does not start.</summary>
    private static MailSite MailSiteOf(IServiceProvider services)
    {
        var company = services.GetRequiredService<IOptions<CompanyOptions>>().Value;
        var doors = services.GetRequiredService<Doors>();
        var from = new[] { services.GetRequiredService<IOptions<MailOptions>>().Value.From, company.Email, "no-reply@localhost" };

        return new MailSite(
            company.Name,
            doors.Public.OriginText,
            doors.Staff.OriginText,
            Array.Find(from, address => !string.IsNullOrEmpty(address))!,
            services.GetRequiredService<IHostEnvironment>().IsDevelopment());
    }

    private static void UseOptimetra(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<CookieGate>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<ErrorPages>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // Nothing but the status: ErrorPages, outside, writes the page.
            ExceptionHandler = _ => Task.CompletedTask,
            AllowStatusCode404Response = true,
            StatusCodeSelector = ErrorPages.StatusOf,
            // Bad input is no event, and failing storage is logged where it fails, once for all who waited for it.
            SuppressDiagnosticsCallback = failed => ErrorPages.StatusOf(failed.Exception) != StatusCodes.Status500InternalServerError,
        });
        app.UseMiddleware<DoorMiddleware>();
        app.UseMiddleware<CrossSiteProtection>();
        app.UseMiddleware<PreparedPagesMiddleware>();
        app.UseRouting();
        app.Use(OnlyWhatIsThere);
        app.UseMiddleware<FormReading>();
        // After the form is read: a slow client holds no place among the requests at work.
        app.UseRateLimiter();
        app.UseWhen(context => context.IsAtStaffDoor(), staff => staff.UseAuthentication());
        app.UseAuthorization();

        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapCrawlerFiles();
        app.MapExportSchema();
        app.MapHealth();
        app.MapRazorPages().WithStaticAssets();
    }

    /// <summary>
    /// The project's folder under <c>dotnet run</c>, else the program's own: never the shell's current folder, which would give a
    /// command another database than the site.
    /// </summary>
    private static string? ContentRoot(string[] args)
    {
        if (args.Any(a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return File.Exists(ProjectFile) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
    }

    /// <summary>
    /// What has no page is not found, and what has none for the method is not allowed: N.B. else the fallback policy would send whoever
    /// asks to the sign-in page. At the public door nobody is ever sent there.
    /// </summary>
    private static Task OnlyWhatIsThere(HttpContext context, RequestDelegate next)
    {
        switch (context.GetEndpoint())
        {
            case RouteEndpoint endpoint when context.IsAtStaffDoor() || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null:
                return next(context);

            case { RequestDelegate: { } refusal } and not RouteEndpoint:
                // The routing's own answer to a method that the address does not take.
                return refusal(context);

            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<LimitOptions>(LimitOptions.Section);
        // Beyond so many requests at work at a door, one is told to come back, instead of making all the others slow.
        builder.Services.AddRateLimiter(options => options.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable);
        builder.Services.AddOptions<RateLimiterOptions>()
            .Configure<IOptions<LimitOptions>>((limiter, options) => limiter.GlobalLimiter =
                PartitionedRateLimiter.Create<HttpContext, bool>(context => RateLimitPartition.GetConcurrencyLimiter(
                    context.IsAtStaffDoor(), _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.Requests, QueueLimit = 0 })));
        builder.Services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
            .Configure<IOptions<LimitOptions>>((kestrel, options) =>
            {
                var limits = options.Value;
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = limits.BodyKilobytes * 1024L;
                kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeadersKilobytes * 1024;
                kestrel.Limits.MaxRequestHeaderCount = limits.Headers;
                kestrel.Limits.MaxRequestLineSize = limits.RequestLineKilobytes * 1024;
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
                kestrel.Limits.MaxConcurrentConnections = limits.Connections;
            });
        builder.Services.AddOptions<HostOptions>()
            .Configure<IOptions<LimitOptions>>((host, options) => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Value.ShutdownSeconds));
    }

    private static void AddKnownProxies(this WebApplicationBuilder builder)
    {
        var addresses = new List<IPAddress>();
        var networks = new List<System.Net.IPNetwork>();
        foreach (var proxy in builder.Configuration.GetSection(KnownProxiesSetting).Get<string[]>() ?? [])
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                addresses.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                networks.Add(network);
            }
            else
            {
                throw new WrongSettingException(
                    $"The setting {KnownProxiesSetting} holds \"{proxy}\"; it may hold IP addresses and networks, like 10.0.0.0/8.");
            }
        }

        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // By itself the framework would believe every proxy on the loopback address.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            addresses.ForEach(options.KnownProxies.Add);
            networks.ForEach(options.KnownIPNetworks.Add);
            options.ForwardedHeaders = addresses.Count + networks.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        });
    }
}
