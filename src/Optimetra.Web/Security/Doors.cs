using Optimetra.Core;
using Optimetra.Web.Settings;

namespace Optimetra.Web.Security;

/// <summary>The two addresses of the site. What is behind one does not exist at the other.</summary>
public enum Door
{
    Public = 1,
    Staff = 2,
}

/// <summary>An address as browsers see it and as the server listens on it.</summary>
/// <param name="Origin">Scheme, host and port, in the form in which browsers send <c>Origin</c>.</param>
/// <param name="Listen">What the server binds.</param>
public sealed record DoorAddress(Uri Origin, Uri Listen)
{
    /// <summary>As in the header <c>Origin</c>: without the scheme's own port, without a slash.</summary>
    public string OriginText => $"{Origin.Scheme}://{Host}{(Origin.IsDefaultPort ? "" : $":{Origin.Port}")}";

    /// <summary>As browsers write it: a name in other letters than ASCII in its encoded form.</summary>
    public string Host { get; } = Origin.HostNameType == UriHostNameType.IPv6 ? Origin.Host : Origin.IdnHost;

    public int ListenPort => Listen.Port;
}

/// <summary>
/// Decides to which door a request came. N.B. the <c>Host</c> line alone is no wall: whoever reaches the public port can write any
/// host. So where the doors listen apart, the listener's port decides and the host must fit too.
/// </summary>
public sealed class Doors
{
    public static readonly PathString StaffPath = "/staff";

    private Doors(DoorAddress publicDoor, DoorAddress staffDoor)
    {
        Public = publicDoor;
        Staff = staffDoor;
    }

    public DoorAddress Public { get; }

    public DoorAddress Staff { get; }

    /// <summary>One address for both: then only the path tells them apart.</summary>
    public bool AreOne => Public.OriginText == Staff.OriginText;

    public bool ListenApart => Public.ListenPort != Staff.ListenPort;

    public IEnumerable<string> ListenUrls => new[] { Public.Listen, Staff.Listen }
        .Select(u => u.GetLeftPart(UriPartial.Authority)).Distinct();

    public DoorAddress this[Door door] => door switch
    {
        Door.Public => Public,
        Door.Staff => Staff,
    };

    /// <exception cref="WrongSettingException">An address is no origin, or two doors share a port and a name.</exception>
    public static Doors From(IConfiguration configuration)
    {
        var doors = new Doors(Read(configuration, "Optimetra:Public"), Read(configuration, "Optimetra:Staff"));
        if (!doors.AreOne && !doors.ListenApart && doors.Public.Host == doors.Staff.Host)
        {
            throw new WrongSettingException(
                $"The settings Optimetra:Public and Optimetra:Staff listen on one port ({doors.Public.ListenPort}) under one name ({doors.Public.Host}); "
                + "give the desk a port or a name of its own, or the same Url as the public site.");
        }

        return doors;
    }

    /// <summary>The door a request came to, or null if port and host fit neither.</summary>
    public Door? Find(int localPort, string host, PathString path)
    {
        if (AreOne)
        {
            return !Fits(Public, localPort, host) ? null : path.StartsWithSegments(StaffPath) ? Door.Staff : Door.Public;
        }

        return Fits(Public, localPort, host) ? Door.Public : Fits(Staff, localPort, host) ? Door.Staff : null;
    }

    private static bool Fits(DoorAddress door, int localPort, string host) =>
        door.ListenPort == localPort && string.Equals(door.Host, host, StringComparison.OrdinalIgnoreCase);

    private static DoorAddress Read(IConfiguration configuration, string section)
    {
        var options = new DoorOptions();
        configuration.GetSection(section).Bind(options, o => o.ErrorOnUnknownConfiguration = true);
        var origin = ReadOrigin($"{section}:Url", options.Url);

        return new DoorAddress(origin, string.IsNullOrEmpty(options.Listen) ? origin : ReadOrigin($"{section}:Listen", options.Listen));
    }

    private static Uri ReadOrigin(string setting, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Port > 0 && uri.PathAndQuery == "/" && uri.Fragment == "" && uri.UserInfo == ""
            ? uri
            : throw new WrongSettingException(
                $"The setting {setting} holds \"{text}\"; it may hold scheme, host and port without a path, like https://www.example.org.");
}

/// <summary>Settles the door before anything else looks at the request, and keeps each door's pages behind it.</summary>
public sealed class DoorMiddleware(RequestDelegate next, Doors doors)
{
    private static readonly PathString[] AtBothDoors = ["/assets", "/healthz", "/favicon.ico"];

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (doors.Find(context.Connection.LocalPort, context.Request.Host.Host, path) is not { } door)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Features.Set(new CurrentDoor(door, doors[door]));
        if (doors.AreOne || Array.Exists(AtBothDoors, prefix => path.StartsWithSegments(prefix)))
        {
            return next(context);
        }

        if (door == Door.Staff && path == "/")
        {
            context.Response.Redirect(Doors.StaffPath);
            return Task.CompletedTask;
        }

        if (path.StartsWithSegments(Doors.StaffPath) != (door == Door.Staff))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}

/// <summary>The door of the request at hand.</summary>
public sealed record CurrentDoor(Door Door, DoorAddress Address);

public static class CurrentDoorExtensions
{
    /// <summary>Null where port and host fitted no door; such a request gets no further than a 404.</summary>
    public static CurrentDoor? FindDoor(this HttpContext context) => context.Features.Get<CurrentDoor>();

    public static bool IsAtStaffDoor(this HttpContext context) => context.FindDoor()?.Door == Door.Staff;
}
