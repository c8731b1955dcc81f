using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Commands;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Cli.Output;

/// <summary>What a compare job found.</summary>
internal static class DifferenceText
{
    /// <summary>Writes the findings, as a table or as JSON together with the job.</summary>
    public static async Task WriteAsync(CliContext context, JobRecord job, CancellationToken cancellationToken)
    {
        IReadOnlyList<Difference> found = await context.Api.GetAsync(Arguments.Path(ApiRoutes.JobDifferences, job.Id.ToString()), ApiJson.Default.IReadOnlyListDifference, cancellationToken);
        DifferenceView[] views = [.. found.Select(d => new DifferenceView(BytePath.ToDisplay(d.Path), d.Path, d.Kind, d.Detail, d.Changes))];
        if (context.Json)
        {
            context.WriteJson(new CompareReply(job, views), ApiJson.Default.CompareReply);
            return;
        }
        if (job.DifferenceCount is { } count)
        {
            TextTable.Write(context.Terminal, "No differences.", ["DIFFERENCE", "PATH", "DETAIL"], views.Select(v => (IReadOnlyList<string>)[v.Kind.ToString().ToLowerInvariant(), v.Path, v.Detail]));
            if (count > 0)
            {
                context.Say(count > views.Length ? $"{count} differences; the first {views.Length} are shown." : $"{count} differences.");
            }
        }
    }
}
