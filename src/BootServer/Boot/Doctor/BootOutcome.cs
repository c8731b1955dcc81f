namespace Monitas.BootServer.Boot.Doctor;

/// <summary>How a start from the network went.</summary>
internal enum BootOutcome
{
    /// <summary>It goes on, or it is too early to say.</summary>
    Running,

    /// <summary>The machine got what it was meant to get.</summary>
    Fine,

    /// <summary>It did not.</summary>
    Trouble,
}
