namespace Monitas.BootServer.Boot.Doctor;

/// <summary>What a boot's steps mean.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Cause">The likely cause.</param>
/// <param name="Text">The cause in one or two sentences.</param>
/// <param name="Mend">What to do; empty when there is nothing to do.</param>
internal sealed record BootVerdict(BootOutcome Outcome, BootCause Cause, string Text, string Mend)
{
    /// <summary>All is well.</summary>
    public static BootVerdict Fine(BootCause cause, string text) => new(BootOutcome.Fine, cause, text, "");

    /// <summary>It goes on.</summary>
    public static BootVerdict Running(string text) => new(BootOutcome.Running, BootCause.None, text, "");

    /// <summary>Something is wrong.</summary>
    public static BootVerdict Trouble(BootCause cause, string text, string mend) => new(BootOutcome.Trouble, cause, text, mend);
}
