namespace Optimetra.Web.Settings;

/// <summary>One of the site's two addresses. Sections <c>Optimetra:Public</c> and <c>Optimetra:Staff</c>.</summary>
public class DoorOptions
{
    /// <summary>The origin that browsers see: scheme, host and port, without a path.</summary>
    public string Url { get; set; } = "";

    /// <summary>Where the server itself listens, if that is another address: behind a proxy.</summary>
    public string? Listen { get; set; }
}
