namespace Monitas.BootServer.Boot;

/// <summary>Decides what a machine is to do when it starts from the network. Pure; <see cref="BootPolicy"/> says which file leads there.</summary>
internal static class BootTasks
{
    /// <summary>The task.</summary>
    /// <param name="isKnown">The server knows the machine.</param>
    /// <param name="hasJob">A job waits for its boot image.</param>
    /// <param name="unknown">The setting for machines that it does not know.</param>
    public static BootTask Decide(bool isKnown, bool hasJob, UnknownMachines unknown) => (isKnown, hasJob, unknown) switch
    {
        (true, true, _) => BootTask.BootImage,
        (true, false, _) => BootTask.LocalDisk,
        (false, _, UnknownMachines.Pair) => BootTask.BootImage,
        (false, _, UnknownMachines.Ignore) => BootTask.Ignore,
        _ => BootTask.LocalDisk,
    };
}
