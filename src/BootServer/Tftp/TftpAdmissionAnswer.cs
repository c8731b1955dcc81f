namespace Monitas.BootServer.Tftp;

/// <summary>What <see cref="TftpAdmission"/> says to a request.</summary>
internal enum TftpAdmissionAnswer
{
    /// <summary>It gets a transfer.</summary>
    Admitted,

    /// <summary>It has one: our first answer is under way or lost, and that transfer repeats its answer itself.</summary>
    Repeated,

    /// <summary>Too many are running, altogether or of this client.</summary>
    Busy,
}
