using System.CommandLine;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;
using Optimetra.Web.Security;

namespace Optimetra.Web.Commands;

/// <summary>What an operator can tell the site on the command line, beside running it. Each works while the site runs.</summary>
internal static class OptimetraCommands
{
    /// <summary>Whether the arguments are a command; else they are settings of the site itself, such as <c>--environment</c>.</summary>
    public static bool Asks(string[] args) => args is [var first, ..] && (!first.StartsWith('-') || first is "--help" or "-h" or "-?" or "--version");

    public static Task<int> RunAsync(string[] args) => CommandTree().Parse(args).InvokeAsync();

    private static RootCommand CommandTree() => new("Optimetra's website. Without a command, it runs the site.")
    {
        new Command("staff", "The people who may sign in at the desk.") { Invite() },
        VerifyLedger(),
        Purge(),
        BackUp(),
        Restore(),
    };

    private static Command Invite()
    {
        var email = new Option<string>("--email") { Description = "Their email address, with which they will sign in.", Required = true };
        var name = new Option<string>("--name") { Description = "Their name, as colleagues see it.", Required = true };
        var role = new Option<string>("--role") { Description = "What they are to Optimetra.", Required = true };
        role.AcceptOnlyFromAmong([.. Enum.GetNames<StaffRole>().Select(r => r.ToLowerInvariant())]);
        var administrator = new Option<bool>("--administrator") { Description = "They may manage members too. Employees only." };
        var command = new Command("invite", "Prints a link, good once and for 24 hours, by which somebody becomes a member of staff.")
        {
            email, name, role, administrator,
        };
        command.SetAction(async (given, cancellationToken) =>
        {
            var invitee = new Invitee(
                PlainText.Normalize(given.GetRequiredValue(email)),
                given.GetRequiredValue(name),
                Enum.Parse<StaffRole>(given.GetRequiredValue(role), ignoreCase: true),
                given.GetValue(administrator));

            return await WithSiteAsync(async services =>
            {
                var staff = services.GetRequiredService<StaffService>();
                if (await staff.IsMemberAsync(invitee.Email))
                {
                    await Console.Error.WriteLineAsync("Somebody with this email address is a member of staff already.");
                    return 1;
                }

                try
                {
#pragma warning disable RS0030 // Whoever gives commands on the server can read its files anyway.
                    var secret = await staff.InviteFromServerAsync(invitee, cancellationToken);
#pragma warning restore RS0030
                    Console.WriteLine(JoinLink(services.GetRequiredService<Doors>(), secret));
                    return 0;
                }
                catch (ArgumentException e)
                {
                    await Console.Error.WriteLineAsync(e.Message.Split(" (Parameter")[0]);
                    return 1;
                }
            });
        });

        return command;
    }

    private static Command VerifyLedger()
    {
        var command = new Command("verify-ledger", "Checks the whole access ledger: that no entry was changed, removed or put in.");
        command.SetAction((_, cancellationToken) => WithSiteAsync(async services =>
        {
            var check = await services.GetRequiredService<AccessLedger>().VerifyAsync(cancellationToken);
            Console.WriteLine($"{check.Entries} entries of {check.Cases} cases: {(check.IsIntact ? "intact" : "NOT INTACT")}.");
            foreach (var id in check.BrokenCases)
            {
                Console.WriteLine($"Broken: case {id}");
            }

            return check.IsIntact ? 0 : 1;
        }));

        return command;
    }

    private static Command Purge()
    {
        var command = new Command("purge", "Warns and erases now where it is due, instead of within the hour.");
        command.SetAction((_, cancellationToken) => WithSiteAsync(async services =>
        {
            var erasure = services.GetRequiredService<Erasure>();
            var erased = await erasure.EraseDueAsync(cancellationToken);
            var warned = await erasure.WarnDueAsync(cancellationToken);
            var removed = await erasure.RemoveTombstonesAsync(cancellationToken);
            var cleared = await erasure.TryClearLogAsync();
            Console.WriteLine($"Erased {erased} cases, told of the coming erasure of {warned}, removed what remained of {removed}."
                + (cleared ? "" : " The site is reading just now, so the database's log keeps erased pages for a little while yet; run this again."));

            return 0;
        }));

        return command;
    }

    private static Command BackUp()
    {
        var file = new Argument<string>("FILE") { Description = "Where to; it must not be there yet." };
        var command = new Command("backup", "Copies the database, without its keys, to a file. The site may run.") { file };
        command.SetAction((given, _) => WithSiteAsync(async services =>
        {
            await services.GetRequiredService<Backups>().BackUpAsync(Path.GetFullPath(given.GetRequiredValue(file)));
            Console.WriteLine("The backup is written. Without the key folder it opens nothing: keep keys/ too, in another place.");

            return 0;
        }));

        return command;
    }

    private static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "A file that backup wrote." };
        var command = new Command("restore", "Puts a backup in the place of the database, and erases again what was erased since. The site must be stopped.") { file };
        command.SetAction(async (given, cancellationToken) =>
        {
            var restored = await WithSiteAsync(
                async services =>
                {
                    await services.GetRequiredService<Backups>().RestoreAsync(Path.GetFullPath(given.GetRequiredValue(file)), cancellationToken);

                    return 0;
                },
                prepare: false);

            // A second time, on the database that is there now: it is brought up to date, and what was erased since is erased again.
            return restored != 0 ? restored : await WithSiteAsync(services =>
            {
                Console.WriteLine("The backup is in place, and what was erased since is erased again.");

                return Task.FromResult(0);
            });
        });

        return command;
    }

    public static string JoinLink(Doors doors, string secret) => $"{doors.Staff.OriginText}{Doors.StaffPath}/join/{secret}";

    /// <summary>Runs on the site's own services, settings and database, without opening a door.</summary>
    /// <param name="prepare">Whether the database is brought up to date first.</param>
    private static async Task<int> WithSiteAsync(Func<IServiceProvider, Task<int>> run, bool prepare = true)
    {
        try
        {
            await using var app = OptimetraSite.Build(["--Serilog:MinimumLevel:Default=Warning"]);
            if (prepare)
            {
                await app.PrepareAsync();
            }

            await using var scope = app.Services.CreateAsyncScope();

            return await run(scope.ServiceProvider);
        }
        catch (BackupException e)
        {
            return await StartFailure.TellAsync([e.Message]);
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } lines)
        {
            return await StartFailure.TellAsync(lines);
        }
    }
}
