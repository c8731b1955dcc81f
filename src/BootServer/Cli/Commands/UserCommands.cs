using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>user add, list, password, remove: who may sign in to the web console.</summary>
internal static class UserCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("user", "Who may sign in to the web console.") { Add(runner), List(runner), Password(runner), Remove(runner) };

    private static Argument<string> Name() => new("name") { Description = "The user's name." };

    private static Command Add(CliRunner runner)
    {
        Argument<string> name = Name();
        return runner.Bind(new Command("add", "Add a user; the password is asked for, or read from the first line of the input.") { name }, async (context, parsed, cancellationToken) =>
        {
            UserView user = await SendAsync(context, ApiRoutes.Users, parsed.GetRequiredValue(name), cancellationToken);
            return Say(context, user, $"{user.Name} may sign in to the web console now.");
        });
    }

    private static Command Password(CliRunner runner)
    {
        Argument<string> name = Name();
        return runner.Bind(new Command("password", "Give a user another password, and sign the user out.") { name }, async (context, parsed, cancellationToken) =>
        {
            UserView user = await SendAsync(context, ApiRoutes.UserPassword, parsed.GetRequiredValue(name), cancellationToken);
            return Say(context, user, $"{user.Name} has another password, and is signed out.");
        });
    }

    private static Command Remove(CliRunner runner)
    {
        Argument<string> name = Name();
        return runner.Bind(new Command("remove", "Forget a user, who is signed out at once.") { name }, async (context, parsed, cancellationToken) =>
        {
            UserView user = await context.Api.DeleteAsync(Arguments.Path(ApiRoutes.User, parsed.GetRequiredValue(name)), ApiJson.Default.UserView, cancellationToken);
            return Say(context, user, $"{user.Name} is removed, and signed out.");
        });
    }

    private static Command List(CliRunner runner) => runner.Bind(new Command("list", "List the users."), async (context, _, cancellationToken) =>
    {
        IReadOnlyList<UserView> users = await context.Api.GetAsync(ApiRoutes.Users, ApiJson.Default.IReadOnlyListUserView, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(users, ApiJson.Default.IReadOnlyListUserView);
            return ExitCode.Done;
        }
        TextTable.Write(
            context.Terminal, "Nobody may sign in to the web console yet: monitas-server user add NAME", ["USER", "ADDED", "SIGNED IN LAST"],
            users.Select(user => (IReadOnlyList<string>)[user.Name, Words.Of(user.Created), Words.Of(user.LastSignIn)]));
        return ExitCode.Done;
    });

    private static async Task<UserView> SendAsync(CliContext context, string route, string name, CancellationToken cancellationToken)
    {
        string password = await AskAsync(context, $"Password of {name}: ", cancellationToken);
        if (context.Terminal.IsInteractive && await AskAsync(context, "Once more: ", cancellationToken) != password)
        {
            throw new CliException(ExitCode.BadUsage, "The two passwords are not the same; nothing was changed.");
        }
        return await context.Api.PostAsync(route, new UserRequest(name, password), ApiJson.Default.UserRequest, ApiJson.Default.UserView, cancellationToken);
    }

    private static async Task<string> AskAsync(CliContext context, string question, CancellationToken cancellationToken) =>
        await context.Terminal.ReadSecretAsync(question, cancellationToken) is { Length: > 0 } password
            ? password
            : throw new CliException(ExitCode.BadUsage, "There is no password: type one, or give it on the first line of the input.");

    private static ExitCode Say(CliContext context, UserView user, string text)
    {
        if (context.Json)
        {
            context.WriteJson(user, ApiJson.Default.UserView);
        }
        context.Say(text);
        return ExitCode.Done;
    }
}
