namespace Monitas.Contracts.Jobs;

/// <summary>The kinds of work.</summary>
public enum JobKind
{
    /// <summary>Make an archive of a live machine.</summary>
    Backup,

    /// <summary>Put chosen files of an archive back on a live machine.</summary>
    Restore,

    /// <summary>Compare a live machine with an archive.</summary>
    Compare,

    /// <summary>Prepare the disks of a netbooted machine and restore a whole archive onto them.</summary>
    Rebuild,

    /// <summary>The server itself reads volumes again and compares every byte with its digest.</summary>
    Verify,

    /// <summary>The server itself removes the archives that retention does not keep, and gives their space back.</summary>
    Prune,

    /// <summary>Erase the disks of a netbooted machine.</summary>
    Wipe,

    /// <summary>Prepare the disks of a netbooted machine by a plan written by hand, or by that of another machine's archive, and put that archive onto them if asked.</summary>
    Prep,
}
