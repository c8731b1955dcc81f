using System;
Console.WriteLine("lab");
