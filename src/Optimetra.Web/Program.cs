using Optimetra.Web;
using Optimetra.Web.Commands;

try
{
    if (OptimetraCommands.Asks(args))
    {
        return await OptimetraCommands.RunAsync(args);
    }

    var app = OptimetraSite.Build(args);
    await app.PrepareAsync();
    await app.RunAsync();

    return 0;
}
catch (Exception e) when (StartFailure.Explain(e) is { } lines)
{
    return await StartFailure.TellAsync(lines);
}

/// <summary>Named for the tests, which start the same program.</summary>
public partial class Program;
