using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Api;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Rebuilds.Keys;

/// <summary>Passphrases of a rebuild, for the sysadmin.</summary>
internal sealed class RebuildPassphraseRoutes(Lookup lookup, RebuildKeyDesk desk)
{
    /// <summary>Shows them.</summary>
    public Task ShowAsync(HttpContext context) => context.JsonAsync(desk.ForSysadmin(lookup.Job(context.Route("id"))), ApiJson.Default.RebuildKeys);

    /// <summary>Forgets them; the answer is the job.</summary>
    public Task RemoveAsync(HttpContext context)
    {
        JobRecord job = lookup.Job(context.Route("id"));
        desk.ForSysadmin(job);
        desk.Remove(job);
        return context.JsonAsync(job, ApiJson.Default.JobRecord);
    }
}
