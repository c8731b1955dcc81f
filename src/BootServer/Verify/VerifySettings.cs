namespace Monitas.BootServer.Verify;

/// <summary>[verify]: how the server reads its volumes again by itself.</summary>
internal sealed record VerifySettings
{
    /// <summary>Within how many days every volume is read again; 0 for never.</summary>
    public int Days { get; init; } = 30;

    /// <summary>How many megabytes (of 10^6 bytes) a second it reads for that at most.</summary>
    public int MegabytesPerSecond { get; init; } = 20;
}
