using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Commands;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Cli.Output;

/// <summary>What a compare job found.</summary>
internal static class DifferenceText
{
    /// <summary>Writes the findings, as a table or as JSON together with the job.</summary>
    public static async Task WriteAsync(CliContext context, JobRecord job, CancellationToken cancellationToken)
    {
        IReadOnlyList<Difference> found = await context.Api.GetAsync(Arguments.Path(ApiRoutes.JobDifferences, job.Id.ToString()), ApiJson.Default.IReadOnlyListDifference, cancellationToken);
        DifferenceView[] views = [.. found.Select(d => new DifferenceView(BytePath.ToDisplay(d.Path), d.Path, d.Kind, d.Detail, d.Changes, d.IsConsequence))];
        if (context.Json)
        {
            context.WriteJson(new CompareReply(job, views), ApiJson.Default.CompareReply);
            return;
        }
        if (job.DifferenceCount is { } count)
        {
            DifferenceView[] shown = [.. views.Where(view => !view.IsConsequence)];
            TextTable.Write(context.Terminal, "No differences.", ["DIFFERENCE", "PATH", "DETAIL"], shown.Select(v => (IReadOnlyList<string>)[v.Kind.ToString().ToLowerInvariant(), v.Path, v.Detail]));
            if (count > 0)
            {
                int following = views.Length - shown.Length;
                context.Say(Counted(count - following, shown.Length) + Following(following));
            }
        }
    }

    private static string Following(int directories) => directories switch
    {
        0 => "",
        1 => " The time of 1 directory differs too, since entries in it came, went or were replaced (--json lists it).",
        _ => $" The times of {directories} directories differ too, since entries in them came, went or were replaced (--json lists them).",
    };

    private static string Counted(long count, int shown) => CountText.Of(count, "difference") + (count > shown ? $"; the first {shown} are shown." : ".");
}
