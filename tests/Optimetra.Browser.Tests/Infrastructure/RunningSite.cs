using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Optimetra.Tests.Infrastructure;

namespace Optimetra.Browser.Tests.Infrastructure;

/// <summary>
/// The site as its operator runs it: a process of its own on free ports of localhost, on a data directory of its own. It can be
/// stopped, killed and started again on the same data.
/// </summary>
public sealed partial class RunningSite : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _settings;
    private readonly List<string> _output = [];
    private Process? _process;

    public RunningSite(params (string Name, string Value)[] settings)
    {
        PublicUrl = $"http://localhost:{FreePort()}";
        StaffUrl = $"http://localhost:{FreePort()}";
        DataDirectory = Directory.CreateTempSubdirectory("optimetra-").FullName;
        _settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Optimetra__Public__Url"] = PublicUrl,
            ["Optimetra__Staff__Url"] = StaffUrl,
            ["Optimetra__DataDirectory"] = DataDirectory,
            ["Optimetra__Company__Email"] = "info@optimetra.example",
            ["Optimetra__RateLimits__FormPosts"] = "100000",
        };
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    public string PublicUrl { get; }

    public string StaffUrl { get; }

    public string DataDirectory { get; }

    /// <summary>Everything the site has written to its console since its last start.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    public string FirstRunLink => FirstRunPattern().Matches(Output)[^1].Value;

    public async Task StartAsync()
    {
        lock (_output)
        {
            _output.Clear();
        }

        _process = Launch();
        var waiting = Stopwatch.StartNew();
        // The last thing that a start does: the doors are open by then, and the first-run link is printed.
        while (!Output.Contains("Application started", StringComparison.Ordinal))
        {
            Assert.True(!_process.HasExited && waiting.Elapsed < Patience, $"The site did not start:\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Pulls the plug: no time to finish anything.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Runs a command of the site beside it, on the same settings, and returns what it printed and how it ended.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var command = Process.Start(StartInfo(arguments))!;
        var output = command.StandardOutput.ReadToEndAsync();
        var errors = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync().WaitAsync(Patience);

        return (command.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(DataDirectory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Launch()
    {
        var process = Process.Start(StartInfo([]))!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return process;
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.Add(line ?? "");
        }
    }

    /// <summary>The program that the solution's build made, started in the project's folder, as <c>dotnet run</c> does.</summary>
    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var project = Path.Combine(Repository.Root, "src", "Optimetra.Web");
        var info = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.ArgumentList.Add(Path.Combine(project, "bin", Repository.Configuration, "net10.0", "Optimetra.Web.dll"));
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in _settings)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    [GeneratedRegex(@"http://\S+/staff/join/\S+")]
    private static partial Regex FirstRunPattern();
}
