namespace Monitas.BootServer.Boot;

/// <summary>Words for steps that several protocols have in common.</summary>
internal static class BootSteps
{
    /// <summary>The step that a machine has taken when a loader was sent.</summary>
    /// <param name="fileName">One of <see cref="BootFileNames"/>.</param>
    /// <param name="protocol">"TFTP" or "HTTP".</param>
    public static (BootStage Stage, string Text) OfLoader(string fileName, string protocol) => fileName == BootFileNames.LocalDisk
        ? (BootStage.LocalDisk, "It has nothing to do and got the program that starts its own disk.")
        : (BootStage.LoaderSent, $"It loaded {fileName} by {protocol}.");
}
