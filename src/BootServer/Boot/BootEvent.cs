using System;

namespace Monitas.BootServer.Boot;

/// <summary>One step of a machine's start from the network, for the log and for the job that waits for it.</summary>
/// <param name="Time">When it happened (UTC).</param>
/// <param name="Mac">The card that the machine boots from.</param>
/// <param name="SmbiosUuid">The SMBIOS UUID; null when this step's protocol does not carry it.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Text">The step in plain words for a person.</param>
internal sealed record BootEvent(DateTimeOffset Time, MacAddress Mac, Guid? SmbiosUuid, BootStage Stage, string Text);
