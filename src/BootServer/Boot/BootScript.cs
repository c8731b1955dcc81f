namespace Monitas.BootServer.Boot;

/// <summary>A generated text for a boot loader, and the step that has been taken once it is sent.</summary>
/// <param name="Text">The text; it may hold a one-time secret, so it is never logged.</param>
/// <param name="Stage"><see cref="BootStage.ScriptSent"/> or <see cref="BootStage.LocalDisk"/>.</param>
/// <param name="Note">The step in plain words.</param>
internal sealed record BootScript(string Text, BootStage Stage, string Note);
