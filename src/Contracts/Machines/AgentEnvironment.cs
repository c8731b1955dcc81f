namespace Monitas.Contracts.Machines;

/// <summary>Where an agent runs.</summary>
public enum AgentEnvironment
{
    /// <summary>On the machine's own operating system.</summary>
    Live,

    /// <summary>In the boot image, started over the network.</summary>
    BootImage,
}
