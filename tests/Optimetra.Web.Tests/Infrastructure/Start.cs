namespace Optimetra.Web.Tests.Infrastructure;

/// <summary>A start of the site up to the moment at which the doors would open.</summary>
public static class Start
{
    /// <summary>Starts with the settings as on the command line; what stops the start is thrown.</summary>
    public static async Task TryAsync(params (string Name, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("optimetra-tests-");
        try
        {
            (string Name, string Value)[] usual =
                [("applicationName", "Optimetra.Web"), ("Optimetra:DataDirectory", data.FullName), ("Optimetra:Company:Email", OptimetraApplication.CompanyEmail)];
            await using var site = OptimetraSite.Build([.. usual.Concat(settings).Select(s => $"--{s.Name}={s.Value}")]);
            await site.PrepareAsync();
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
