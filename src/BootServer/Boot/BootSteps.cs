namespace Monitas.BootServer.Boot;

/// <summary>Words for steps that several protocols have in common.</summary>
internal static class BootSteps
{
    /// <summary>The step that a machine has taken when it asked by DHCP.</summary>
    /// <param name="client">Who asked.</param>
    /// <param name="assignment">What it is to do.</param>
    /// <param name="choice">What was chosen.</param>
    /// <param name="whySilent">Why it got no answer; null: it got one.</param>
    public static (BootStage Stage, string Text) OfOffer(BootClient client, BootAssignment assignment, BootChainChoice choice, string? whySilent)
    {
        string because = choice.Reason.Length > 0 ? $", because {choice.Reason}" : "";
        return choice.Answer switch
        {
            _ when whySilent is not null => (BootStage.Ignored, $"{client.Description} asked for a boot file and got no answer: {whySilent}"),
            BootAnswer.LocalDisk when assignment.Task == BootTask.BootImage =>
                (BootStage.Ignored, $"{client.Description} has a job waiting, but was sent to its next boot entry{because}."),
            BootAnswer.LocalDisk => (BootStage.LocalDisk, $"{client.Description} has nothing to do and was told to start its own disk{because}."),
            BootAnswer.LoadByTftp load => (BootStage.DhcpOffer, $"{client.Description} was told to load {load.FileName} by TFTP{because}."),
            BootAnswer.LoadByHttp load => (BootStage.DhcpOffer, $"{client.Description} was told to load {load.FileName} by HTTP{because}."),
            BootAnswer.RunScript => (BootStage.DhcpOffer, $"{client.Description} was told to fetch its script."),
            BootAnswer.Ignore ignore => (BootStage.Ignored, $"{client.Description} got an address but no boot file: {ignore.Reason}."),
            _ => (BootStage.DhcpOffer, $"{client.Description} was answered."),
        };
    }

    /// <summary>The step that a machine has taken when a loader was sent.</summary>
    /// <param name="fileName">One of <see cref="BootFileNames"/>.</param>
    /// <param name="protocol">"TFTP" or "HTTP".</param>
    public static (BootStage Stage, string Text) OfLoader(string fileName, string protocol) => fileName == BootFileNames.LocalDisk
        ? (BootStage.LocalDisk, "It has nothing to do and got the program that starts its own disk.")
        : (BootStage.LoaderSent, $"It loaded {fileName} by {protocol}.");

    /// <summary>The step that a machine has taken when the boot image's kernel or initramfs was sent.</summary>
    public static (BootStage Stage, string Text) OfImage(bool isKernel) => isKernel
        ? (BootStage.KernelSent, "It loaded the kernel.")
        : (BootStage.InitrdSent, "It loaded the boot image; the kernel starts now.");
}
