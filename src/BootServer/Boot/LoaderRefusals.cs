using System;

namespace Monitas.BootServer.Boot;

/// <summary>
/// What a machine did with the unsigned loader that it was sent: firmware with Secure Boot on refuses it and asks again, having never run it. A value;
/// pure. That is only inferred: a PC that was switched off and on, or whose iPXE stood behind a switch port that was still blocking, looks the
/// same. So one refusal is enough where nothing is known of the machine, and two in a row are needed against what its agent said.
/// </summary>
internal sealed record LoaderRefusals
{
    /// <summary>How soon firmware that has refused a loader asks for the next one.</summary>
    private static readonly TimeSpan AskedAgainWithin = TimeSpan.FromMinutes(3);

    /// <summary>How long a refusal is remembered: the loader is tried again one day.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>How many of them it takes against the agent's word.</summary>
    private const int EnoughAgainstTheAgent = 2;

    /// <summary>Nothing was sent yet.</summary>
    public static readonly LoaderRefusals None = new();

    private DateTimeOffset? Sent { get; init; }

    private DateTimeOffset? Last { get; init; }

    private int Count { get; init; }

    /// <summary>The loader's last byte was sent.</summary>
    public LoaderRefusals AfterSending(DateTimeOffset now) => this with { Sent = now };

    /// <summary>Firmware asks by DHCP: what it was sent and has not run, it has refused. One sending counts once, however often it asks.</summary>
    public LoaderRefusals AfterAsking(DateTimeOffset now) => this switch
    {
        { Sent: { } sent } when now - sent < AskedAgainWithin => new LoaderRefusals { Last = now, Count = (IsRemembered(now) ? Count : 0) + 1 },
        _ when Count > 0 && !IsRemembered(now) => None,
        _ => this,
    };

    /// <summary>Whether Secure Boot is on.</summary>
    /// <param name="told">What the machine's agent said last; null: nothing.</param>
    /// <param name="now">The time.</param>
    public bool? SecureBoot(bool? told, DateTimeOffset now)
    {
        int enough = told == false ? EnoughAgainstTheAgent : 1;
        return Count >= enough && IsRemembered(now) ? true : told;
    }

    private bool IsRemembered(DateTimeOffset now) => Last is { } last && now - last < Memory;
}
