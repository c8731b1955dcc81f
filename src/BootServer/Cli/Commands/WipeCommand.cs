using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>wipe M: erases the disks of a machine that starts over the network.</summary>
internal static class WipeCommand
{
    private static readonly OrderedDictionary<string, WipeMethod> Methods = new()
    {
        ["auto"] = WipeMethod.Auto,
        ["purge"] = WipeMethod.Purge,
        ["clear"] = WipeMethod.Clear,
        ["zero"] = WipeMethod.Zero,
        ["random"] = WipeMethod.Random,
        ["3-pass"] = WipeMethod.ThreePasses,
    };

    /// <summary>The command with its subcommands.</summary>
    public static Command Make(CliRunner runner)
    {
        var machine = new Argument<string>("machine") { Description = "The machine's name.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var disks = new Option<string[]>("--disk") { Description = "Only this disk: serial=.., wwn=.. or size=..; may be repeated. Without it, all that are built in.", HelpName = "CHOICE" };
        var method = new Option<string>("--method")
        {
            Description = "auto: the best that each disk offers; purge or clear: only what is that by NIST SP 800-88; zero, random, 3-pass: overwrite.",
            HelpName = "METHOD",
            DefaultValueFactory = _ => Methods.First().Key,
        };
        method.AcceptOnlyFromAmong([.. Methods.Keys]);
        Option<string?> restart = RestartOption.Make();
        var planOnly = new Option<bool>("--plan-only") { Description = "Show the plan against the disks last seen, and order nothing." };
        var yes = new Option<bool>("--yes") { Description = "Approve the plan in advance: everything on its disks is destroyed without asking." };
        var noWait = new Option<bool>("--no-wait") { Description = "Order it and return." };
        Command command = new("wipe", "Erase the disks of a machine that starts over the network, prove it by reading, and certify it.")
        {
            machine, disks, method, restart, planOnly, yes, noWait, WipeCertificateCommands.List(runner), WipeCertificateCommands.Show(runner),
        };
        return runner.Bind(command, async (context, parsed, cancellationToken) =>
        {
            var request = new JobRequest
            {
                Kind = JobKind.Wipe,
                Machine = parsed.GetValue(machine) is { Length: > 0 } name ? name : throw new CliException(ExitCode.BadUsage, "Name the machine whose disks are to be erased."),
                Disks = parsed.GetValue(disks) ?? [],
                Method = Methods[parsed.GetRequiredValue(method)],
                PreApproved = parsed.GetValue(yes),
                Restart = RestartOption.Of(parsed, restart),
            };
            WipePlanReply plan = await context.Api.PostAsync(ApiRoutes.WipePlans, request, ApiJson.Default.JobRequest, ApiJson.Default.WipePlanReply, cancellationToken);
            if (parsed.GetValue(planOnly))
            {
                return ShowPlan(context, request.Machine, plan);
            }
            WriteProvisional(context, request.Machine, plan);
            return await RebuildCommand.OrderAsync(context, request, parsed.GetValue(noWait), cancellationToken);
        });
    }

    private static ExitCode ShowPlan(CliContext context, string machine, WipePlanReply reply)
    {
        if (context.Json)
        {
            context.WriteJson(reply, ApiJson.Default.WipePlanReply);
        }
        else
        {
            WriteProvisional(context, machine, reply);
        }
        return reply.Plan is { Refusals.Count: > 0 } ? ExitCode.Refused : ExitCode.Done;
    }

    private static void WriteProvisional(CliContext context, string machine, WipePlanReply reply) =>
        ProvisionalPlan.Write(context, machine, reply.Plan is null ? null : WipePlanText.Render(reply.Plan), reply.DisksSeen);
}
