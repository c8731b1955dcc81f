using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Api;

/// <summary>Archives as the catalog knows them.</summary>
internal sealed class ArchiveRoutes(ICatalog catalog, Lookup lookup)
{
    /// <summary>The archives of one machine, or of all.</summary>
    public Task ListAsync(HttpContext context)
    {
        string machine = context.Query("machine");
        IReadOnlyList<ArchiveRecord> archives = catalog.ListArchives(machine.Length > 0 ? lookup.Machine(machine).Id : null);
        var names = catalog.ListMachines().ToDictionary(m => m.Id, m => m.Name);
        ArchiveView[] views = [.. archives.Select(a => new ArchiveView(names.GetValueOrDefault(a.Machine, a.Machine.ToString()), a))];
        return context.JsonAsync(views, ApiJson.Default.IReadOnlyListArchiveView);
    }

    /// <summary>One archive.</summary>
    public Task ShowAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        return context.JsonAsync(new ArchiveView(machine.Name, lookup.Archive(machine, context.Query("archive"))), ApiJson.Default.ArchiveView);
    }
}
