using System;
using System.Text.Json.Serialization;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>One step of a start from the network, in figures; <see cref="BootStepText"/> tells it in words. Members that a step has no use for stay empty.</summary>
internal sealed record BootStep
{
    /// <summary>When (UTC).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>What.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required BootStepKind Kind { get; init; }

    /// <summary>The card that the machine boots from, lower case with colons; empty when only <see cref="Address"/> is known.</summary>
    public string Mac { get; init; } = "";

    /// <summary>The address that it uses; empty before it has one.</summary>
    public string Address { get; init; } = "";

    /// <summary>The SMBIOS UUID; empty when it told none.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>DHCP: the program that asks, such as "UEFI firmware".</summary>
    public string Client { get; init; } = "";

    /// <summary>DHCP: option 93; null in other steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Architecture { get; init; }

    /// <summary>DHCP: whether there was no boot image for its firmware.</summary>
    public bool IsUnserved { get; init; }

    /// <summary>DHCP: whether iPXE asks, not the firmware.</summary>
    public bool IsIpxe { get; init; }

    /// <summary>DHCP: for how many seconds it has been asking, by its own account (secs).</summary>
    public int AskingSeconds { get; init; }

    /// <summary>DHCP: the relay that the message came through; empty without one.</summary>
    public string Relay { get; init; } = "";

    /// <summary>DHCP: the address server that it has chosen (option 54).</summary>
    public string ChosenServer { get; init; } = "";

    /// <summary>DHCP: whether we answered.</summary>
    public bool Answered { get; init; }

    /// <summary>"TFTP" or "HTTP".</summary>
    public string Protocol { get; init; } = "";

    /// <summary>The file that was offered, asked for or sent.</summary>
    public string File { get; init; } = "";

    /// <summary>Bytes that arrived.</summary>
    public long Bytes { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public long FileBytes { get; init; }

    /// <summary>The length of a TFTP block in bytes.</summary>
    public int BlockBytes { get; init; }

    /// <summary>TFTP: whether the client has answered anything after its request.</summary>
    public bool ClientAnswered { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>Why a transfer failed.</summary>
    public TransferFailure Failure { get; init; }

    /// <summary>More in words for a person: why there was no answer, which job.</summary>
    public string Note { get; init; } = "";

    /// <summary>The name under which steps of one machine are gathered: its card, or else its address.</summary>
    [JsonIgnore]
    public string Key => Mac.Length > 0 ? Mac : Address;
}
