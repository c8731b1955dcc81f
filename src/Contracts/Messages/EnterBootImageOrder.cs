using Monitas.Contracts.Jobs;

namespace Monitas.Contracts.Messages;

/// <summary>
/// Make this machine, whose own system runs, ready to restart into the boot image, for the job of that number: it is done there. The agent does not
/// restart before the server has answered the end of this order with <see cref="JobFinishedReceived.Go"/>.
/// </summary>
public sealed record EnterBootImageOrder : Order
{
    /// <summary>How.</summary>
    public RestartWay Way { get; init; }

    /// <summary>The kernel, at <see cref="Routes.BootImageFile"/>.</summary>
    public required BootImageFile Kernel { get; init; }

    /// <summary>The initramfs, at <see cref="Routes.BootImageFile"/>.</summary>
    public required BootImageFile Initramfs { get; init; }

    /// <summary>The kernel's command line, with the secret of this start. The agent adds monitas.mac= of the card by which it reaches the server.</summary>
    public required string CommandLine { get; init; }
}

/// <summary>A file of the boot image.</summary>
/// <param name="Name">Its name, such as "vmlinuz".</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
public sealed record BootImageFile(string Name, long Bytes, string Sha256);
